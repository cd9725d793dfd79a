const DISPLAY_MAX_LENGTH = 255;
const STORED_MAX_BYTES = 120;
const EXTENSION_MAX_LENGTH = 10;
const NAMELESS = 'model';

/**
 * What must never reach a screen, a header or a file system: control characters, line separators, halves of surrogate
 * pairs, and format characters such as the right-to-left override that shows `gpj.exe` as `exe.jpg`.
 * The joiners and tags that emoji and some scripts are spelled with stay.
 */
const INVISIBLE =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]|(?!\u200c|\u200d|[\u{e0020}-\u{e007f}])\p{Cf}/gu;

const FORBIDDEN_SOMEWHERE = /[<>:"/\\|?*]/g;
const WINDOWS_DEVICE = /^(con|prn|aux|nul|clock\$|conin\$|conout\$|(com|lpt)[0-9¹²³])$/i;

export interface SafeFileName {
  /** For people: the client's name without its folders and without what cannot be seen. At most 255 UTF-16 units. */
  display: string;
  /** For file systems and object stores: at most 120 bytes of UTF-8, the extension in lower case. */
  stored: string;
}

/** Turns any string that a client calls a file name into two that are safe; neither is ever empty. */
export function safeFileName(uploadName: string): SafeFileName {
  const display = displayName(uploadName);
  return { display, stored: storedName(display) };
}

/** A name as a part of a file name: at most so many bytes of UTF-8; '' where nothing of it is left. */
export const safeStem = (name: string, maxBytes: number): string =>
  cut(
    name.replace(INVISIBLE, '').normalize('NFC').replace(FORBIDDEN_SOMEWHERE, '_').trim(),
    maxBytes,
    utf8Bytes,
  ).replace(/[. ]+$/, '');

/** Windows opens a device for `nul`, `NUL.step` and `nul .tar.gz` alike, in every folder. */
export const isWindowsDevice = (name: string): boolean =>
  WINDOWS_DEVICE.test((name.split('.', 1)[0] ?? '').trim());

function displayName(uploadName: string): string {
  const segments = uploadName.replace(INVISIBLE, '').normalize('NFC').split(/[/\\]/);
  const name = segments.map((segment) => segment.trim()).findLast((segment) => /[^.\s]/.test(segment));
  if (name === undefined) return NAMELESS;
  const { stem, extension } = split(name);
  return cut(stem, DISPLAY_MAX_LENGTH - extension.length, (text) => text.length) + extension;
}

function storedName(display: string): string {
  const { stem, extension } = split(display.replace(FORBIDDEN_SOMEWHERE, '_').replace(/[. ]+$/, ''));
  const lowerCase = extension.toLowerCase().normalize('NFC');
  const room = STORED_MAX_BYTES - '_'.length - utf8Bytes(lowerCase);
  const visible = cut(stem.replace(/^\.+/, '_'), room, utf8Bytes).replace(/[. ]+$/, '');
  const name = (visible === '' ? NAMELESS : visible) + lowerCase;
  return isWindowsDevice(name) ? `_${name}` : name;
}

/** The extension has its dot, or is ''. One that is longer than any format's belongs to the stem. */
function split(name: string): { stem: string; extension: string } {
  const at = name.lastIndexOf('.');
  const isExtension = at > 0 && at < name.length - 1 && name.length - at <= EXTENSION_MAX_LENGTH;
  return isExtension ? { stem: name.slice(0, at), extension: name.slice(at) } : { stem: name, extension: '' };
}

/** The longest beginning of whole characters that measures at most `atMost`. */
function cut(text: string, atMost: number, measure: (text: string) => number): string {
  let room = atMost;
  let end = 0;
  for (const character of text) {
    room -= measure(character);
    if (room < 0) break;
    end += character.length;
  }
  return text.slice(0, end);
}

const encoder = new TextEncoder();
const utf8Bytes = (text: string): number => encoder.encode(text).length;
