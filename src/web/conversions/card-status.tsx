import { Fragment } from 'preact';
import type { ConvertoError } from '../../client/converto-error.ts';
import { problemText } from '../announcements.ts';
import type { Conversion } from '../api/resource.ts';
import { AlertIcon, CheckIcon } from '../parts/icons.tsx';
import { ProgressBar } from '../parts/progress-bar.tsx';
import { format, strings } from '../strings/language.ts';
import { fill } from '../strings/strings.ts';
import type { UploadState } from '../uploads/upload-queue.ts';
import { facts } from './facts.ts';
import { phaseOf, type Row } from './row.ts';

/** How far it is, or what became of it. */
export function CardStatus({ row }: { row: Row }) {
  const said = strings.value.row;
  const { upload, conversion, trouble } = row;
  return (
    <div class="status">
      {statusOf(row)}
      {upload?.phase === 'failed' && <Failure problem={upload.problem} />}
      {conversion?.status === 'failed' && conversion.error !== undefined && (
        <Failure problem={conversion.error} />
      )}
      {conversion?.status === 'completed' && conversion.links.converted === undefined && !row.gone && (
        <p class="muted">{said.expired}</p>
      )}
      {trouble !== undefined && <Failure problem={trouble} />}
    </div>
  );
}

function statusOf(row: Row) {
  const said = strings.value.row;
  const { name, upload, conversion } = row;
  switch (phaseOf(row)) {
    case 'uploading':
      return upload !== undefined && <Uploading name={name} upload={upload} />;
    case 'refused':
      return <Outcome kind="bad" text={said.uploadFailed} />;
    case 'unknown':
      return (
        <Working
          label={fill(said.conversionOf, { name })}
          percent={undefined}
          text={said.unknown}
          details={[]}
        />
      );
    case 'pending':
    case 'in_progress':
      return conversion !== undefined && <Converting name={name} conversion={conversion} />;
    case 'completed':
      return <Outcome kind="good" text={said.completed} details={facts(conversion)} />;
    case 'failed':
      return <Outcome kind="bad" text={said.failed} />;
    case 'cancelled':
      return <Outcome kind="plain" text={said.cancelled} />;
    case 'gone':
      return <Outcome kind="plain" text={said.gone} />;
  }
}

function Uploading({ name, upload }: { name: string; upload: UploadState }) {
  const said = strings.value.row;
  const figures = format.value;
  const label = fill(said.uploadOf, { name });
  if (upload.phase !== 'sending') {
    const text =
      upload.phase === 'waiting' ? said.waiting : upload.phase === 'pausing' ? said.pausing : said.accepting;
    const percent = upload.phase === 'waiting' ? 0 : upload.phase === 'accepting' ? 100 : undefined;
    return <Working label={label} percent={percent} text={text} details={[]} />;
  }
  const { sentBytes, totalBytes, bytesPerSecond, remainingSeconds } = upload;
  const details = [
    fill(said.sent, { sent: figures.bytes(sentBytes), total: figures.bytes(totalBytes) }),
    ...(bytesPerSecond === undefined ? [] : [fill(said.rate, { rate: figures.bytes(bytesPerSecond) })]),
    ...(remainingSeconds === undefined
      ? []
      : [fill(said.remaining, { duration: figures.duration(remainingSeconds) })]),
  ];
  const percent = (sentBytes / totalBytes) * 100;
  return <Working label={label} percent={percent} text={said.uploading} details={details} />;
}

function Converting({ name, conversion }: { name: string; conversion: Conversion }) {
  const said = strings.value.row;
  const { status, stage, progress, attempt, max_attempts, eta_seconds, queue_position } = conversion;
  const isQueued = status === 'pending';
  const attempts = attempt > 1 || (isQueued && attempt > 0);
  const details = [
    ...(attempts
      ? [fill(said.attempt, { attempt: isQueued ? attempt + 1 : attempt, most: max_attempts })]
      : []),
    ...(eta_seconds === undefined
      ? []
      : [fill(said.remaining, { duration: format.value.duration(eta_seconds) })]),
  ];
  return (
    <Working
      label={fill(said.conversionOf, { name })}
      percent={isQueued ? undefined : progress}
      text={isQueued ? placeText(queue_position) : said.stages[stage]}
      details={details}
    />
  );
}

/** The server counts to 1000; 1001 is more than that. */
function placeText(position: number | undefined): string {
  const said = strings.value.row;
  if (position === undefined) return said.queued;
  if (position === 1) return said.next;
  if (position > 1000) return fill(said.positionFar, { position: format.value.number(position - 1) });
  return fill(said.position, { position: format.value.number(position) });
}

interface Work {
  label: string;
  percent: number | undefined;
  text: string;
  details: readonly string[];
}

function Working({ label, percent, text, details }: Work) {
  const shown = percent === undefined ? [] : [format.value.percent(Math.floor(percent))];
  return (
    <>
      <p class="status__line">
        <span class="status__text">{text}</span>
        <Details texts={[...shown, ...details]} />
      </p>
      <ProgressBar label={label} percent={percent} text={[text, ...shown, ...details].join(', ')} />
    </>
  );
}

function Outcome({
  kind,
  text,
  details = [],
}: {
  kind: 'good' | 'bad' | 'plain';
  text: string;
  details?: readonly string[];
}) {
  return (
    <p class={`status__line status__line--${kind}`}>
      <span class="status__text">
        {kind === 'good' && <CheckIcon />}
        {kind === 'bad' && <AlertIcon />}
        {text}
      </span>
      <Details texts={details} />
    </p>
  );
}

/** In English the server's own sentence is the more precise one; elsewhere it explains what the page says. */
/** Beside each other; a line ends between two of them, not within one. */
function Details({ texts }: { texts: readonly string[] }) {
  return (
    <span class="status__details">
      {texts.map((text, at) => (
        <Fragment key={text}>
          {at > 0 && ' · '}
          <span class="unbroken">{text}</span>
        </Fragment>
      ))}
    </span>
  );
}

function Failure({ problem: { code, message } }: { problem: Pick<ConvertoError, 'code' | 'message'> }) {
  const { locale, problemUnknown } = strings.value;
  const isEnglish = locale === 'en';
  const text = (isEnglish && message) || problemText(code) || message || problemUnknown;
  const addsDetail = !isEnglish && message !== '' && message !== text;
  return (
    <div class="failure">
      <p>{text}</p>
      {addsDetail && (
        <p class="failure__detail" lang="en">
          {message}
        </p>
      )}
    </div>
  );
}
