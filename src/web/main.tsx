import { effect } from '@preact/signals';
import { render } from 'preact';
import { App } from './app.tsx';
import { REMEMBERED_KEY } from './conversions/remembered.ts';
import { onWake } from './online.ts';
import { session, storage } from './page.ts';
import { startLanguage, strings } from './strings/language.ts';
import './styles/page.css';

const QUEUE_MS = 5000;

startLanguage(storage, navigator.languages);
effect(() => {
  document.documentElement.lang = strings.value.locale;
  document.title = strings.value.title;
});
render(<App />, document.getElementById('app')!);

void session.recall();
onWake(() => void session.wake());
addEventListener('storage', ({ key }) => {
  if (key === REMEMBERED_KEY) void session.recall(); // another tab has added one
});
setInterval(() => {
  if (document.visibilityState === 'visible' && navigator.onLine) void session.refreshQueue();
}, QUEUE_MS);
addEventListener('beforeunload', (event) => {
  if (session.isUploading.peek()) event.preventDefault();
});
