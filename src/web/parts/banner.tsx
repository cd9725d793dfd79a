import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { announce } from '../announcements.ts';
import { session } from '../page.ts';
import { strings } from '../strings/language.ts';
import { CloudOffIcon } from './icons.tsx';
import { isOutdated } from './outdated.ts';

/** A connection that is renewed is away for two seconds or so: nobody needs to hear of that. */
const PATIENCE_MS = 6000;

/** Says that what is shown may be old, and why. */
export function Banner() {
  const said = strings.value.connection;
  const online = useSignal(navigator.onLine);
  const isLost = useSignal(false);
  const isConnected = session.isConnected.value;

  useEffect(() => {
    const look = () => {
      online.value = navigator.onLine;
    };
    addEventListener('online', look);
    addEventListener('offline', look);
    return () => {
      removeEventListener('online', look);
      removeEventListener('offline', look);
    };
  }, []);

  useEffect(() => {
    if (isConnected) {
      if (isLost.value) announce(strings.peek().connection.back);
      isLost.value = false;
      return;
    }
    const timer = setTimeout(() => {
      isLost.value = true;
    }, PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [isConnected]);

  const connection = online.value ? (isLost.value ? said.lost : '') : said.offline;
  const text = isOutdated.value ? said.outdated : connection;
  return (
    <div role="status">
      {text !== '' && (
        <p class="banner">
          <CloudOffIcon />
          {text}
          {isOutdated.value && (
            <button class="button button--text" type="button" onClick={() => location.reload()}>
              {said.reload}
            </button>
          )}
        </p>
      )}
    </div>
  );
}
