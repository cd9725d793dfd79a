import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { announcement } from './announcements.ts';
import { ConversionList } from './conversions/conversion-list.tsx';
import { DraftList } from './drafts/draft-list.tsx';
import { DropZone } from './drafts/drop-zone.tsx';
import { RefusalNotice } from './drafts/refusal-notice.tsx';
import { Banner } from './parts/banner.tsx';
import { Logo } from './parts/icons.tsx';
import { LanguageChoice } from './parts/language-choice.tsx';
import { strings } from './strings/language.ts';

export function App() {
  const said = strings.value;
  return (
    <>
      <a class="skip" href="#conversions">
        {said.skip}
      </a>
      <header class="head">
        <a class="head__name" href="/">
          <Logo />
          converto
        </a>
        <nav class="head__links">
          <a href="/docs">{said.api}</a>
          <LanguageChoice />
        </nav>
      </header>
      <Banner />
      <main class="main">
        <div class="intro">
          <h1>{said.headline}</h1>
          <p>
            {said.lead} {said.stays}
          </p>
        </div>
        <DropZone />
        <RefusalNotice />
        <DraftList />
        <ConversionList />
      </main>
      <LiveRegion />
    </>
  );
}

/** The text is emptied first, or the same sentence twice would be said once. */
function LiveRegion() {
  const shown = useSignal('');
  const text = announcement.value;
  useEffect(() => {
    shown.value = '';
    const timer = setTimeout(() => {
      shown.value = text;
    }, 50);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <div class="unseen" role="status" aria-live="polite">
      {shown}
    </div>
  );
}
