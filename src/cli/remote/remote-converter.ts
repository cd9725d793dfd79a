import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import type { Conversion, ConversionProgress, ConvertoClient, FormatPair } from '../../client/client.ts';
import { ConvertoError } from '../../client/converto-error.ts';
import type { Capability } from '../../domain/engine-port.ts';
import { extensionOf, findFormat } from '../../domain/formats.ts';
import type { ReportBody } from '../../routes/report-view.ts';
import { CliFailure } from '../cli-failure.ts';
import type { Converter, Made, Work } from '../convert/converter.ts';
import type { Order } from '../convert/orders.ts';
import { EXIT } from '../exit-codes.ts';
import { sizeText } from '../figures.ts';
import type { BarState } from '../progress-bars.ts';
import { DASH } from '../source-files.ts';
import { downloadTo } from './download-to.ts';

/** Asks the server what it converts. Rejects with a ConvertoError. */
export async function openRemoteConverter(
  client: ConvertoClient,
  timeoutMs: number | undefined,
): Promise<Converter> {
  const capabilities = (await client.formats()).map(capabilityOf);
  return {
    capabilities: () => capabilities,
    async convert(work) {
      const deadline = timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs);
      const signal = deadline === undefined ? work.signal : AbortSignal.any([work.signal, deadline]);
      try {
        return await convertRemotely(client, { ...work, signal });
      } catch (error) {
        work.signal.throwIfAborted();
        throw deadline?.aborted ? tooLate(timeoutMs!) : error;
      }
    },
    async close() {},
  };
}

/** The server checks options itself. */
export const capabilityOf = ({ options_schema: optionsSchema, ...pair }: FormatPair): Capability => ({
  ...(pair as Omit<Capability, 'optionsSchema' | 'checkOptions' | 'sourceOptions'>),
  sourceOptions: [],
  optionsSchema,
  checkOptions: () => [],
});

async function convertRemotely(client: ConvertoClient, work: Work) {
  const { order, sourcePath, sizeBytes, targetPath, signal, onState } = work;
  const file = { name: nameOf(order), size: sizeBytes, stream: () => createReadStream(sourcePath) };
  const conversion = await client.convertFile(file, {
    to: order.target.id,
    options: order.options,
    signal,
    onUploadProgress: ({ sentBytes }) =>
      onState({
        stage: 'uploading',
        percent: (sentBytes / sizeBytes) * 100,
        note: `${sizeText(sentBytes)} of ${sizeText(sizeBytes)}`,
      }),
    onProgress: (progress) => onState(stateOf(progress)),
  });
  await downloadTo(client, {
    id: conversion.id,
    type: 'converted',
    path: targetPath,
    sha256: conversion.output?.sha256,
    signal,
    onReceived: (receivedBytes, totalBytes) =>
      onState({
        stage: 'downloading',
        ...(totalBytes === undefined ? {} : { percent: (receivedBytes / totalBytes) * 100 }),
        note: sizeText(receivedBytes),
      }),
  });
  return madeOf(conversion);
}

/** The server takes the format from the name. */
function nameOf({ sourcePath, source, modelName }: Order): string {
  const name = basename(sourcePath);
  const isSaid = sourcePath !== DASH && findFormat(extensionOf(name)) === source;
  return isSaid ? name : `${modelName}${source.extensions[0]}`;
}

function madeOf({ id, engine, report }: Conversion): Made {
  if (engine !== undefined && report !== undefined) return { id, engine, report: report as ReportBody };
  throw new ConvertoError('The server says that the conversion is completed, and nothing about its result.', {
    code: 'answer_malformed',
    retryable: false,
  });
}

/** What a bar shows of a conversion on a server. */
export function stateOf(progress: ConversionProgress): BarState {
  const { stage, attempt, queue_position: place, eta_seconds: eta } = progress;
  const notes = [
    ...(attempt > 1 ? [`attempt ${attempt}`] : []),
    ...(place === undefined ? [] : [place === 1 ? 'next' : `${place - 1} before it`]),
    ...(eta === undefined ? [] : [`${eta} s left`]),
  ];
  return {
    stage,
    ...(stage === 'queued' ? {} : { percent: progress.progress }),
    ...(notes.length === 0 ? {} : { note: notes.join(', ') }),
  };
}

const tooLate = (timeoutMs: number): CliFailure =>
  new CliFailure(
    'timed_out',
    `Given up after ${timeoutMs / 1000} s, and cancelled on the server. --timeout sets how long to wait.`,
    EXIT.engineFailure,
  );
