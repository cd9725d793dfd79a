import type { ComponentChildren } from 'preact';

function Icon({ children }: { children: ComponentChildren }) {
  return (
    <svg
      class="icon"
      viewBox="0 0 24 24"
      width="20"
      height="20"
      fill="none"
      stroke="currentColor"
      stroke-width="1.75"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  );
}

const icon = (path: string) => () => (
  <Icon>
    <path d={path} />
  </Icon>
);

export const UploadIcon = icon(
  'M12 16V4m0 0L7 9m5-5 5 5M4 16v2.500A1.500 1.500 0 0 0 5.500 20h13a1.500 1.500 0 0 0 1.500-1.500V16',
);
export const DownloadIcon = icon('M12 4v12m0 0 5-5m-5 5-5-5M4 19.500h16');
export const CubeIcon = icon('M12 3 20 7.500v9L12 21l-8-4.500v-9ZM4 7.500l8 4.500 8-4.500M12 12v9');
export const LinkIcon = icon(
  'M10 14a4 4 0 0 0 5.700 0l3-3A4 4 0 0 0 13 5.300l-1 1M14 10a4 4 0 0 0-5.700 0l-3 3A4 4 0 0 0 11 18.700l1-1',
);
export const BinIcon = icon('M5 7h14M10 7V4.500h4V7m-7.500 0 .8 12.500h9.400L17.500 7M10 11v5m4-5v5');
export const RetryIcon = icon('M4.500 12a7.500 7.500 0 1 0 2.300-5.400L4.500 9m0-5v5h5');
export const CloseIcon = icon('m6 6 12 12M18 6 6 18');
export const CheckIcon = icon('m5 12.500 4.500 4.500L19 7.500');
export const AlertIcon = icon(
  'M12 8v5m0 3.500v.01M10.300 4 2.800 17.500A2 2 0 0 0 4.500 20.500h15a2 2 0 0 0 1.700-3L13.700 4a2 2 0 0 0-3.400 0Z',
);
export const SlidersIcon = icon('M4 7h9m5 0h2M4 17h2m5 0h9M13 4.500v5h5v-5Zm-7 10v5h5v-5Z');
export const ArrowIcon = icon('M5 12h14m-5-5 5 5-5 5');
export const ChevronIcon = icon('m7 10 5 5 5-5');
export const CloudOffIcon = icon(
  'M4 4l16 16M8 7.500A5.500 5.500 0 0 1 17.300 10 4.500 4.500 0 0 1 20 17.500M5.500 10A4.500 4.500 0 0 0 7 19h9',
);

export const Logo = () => (
  <svg class="logo" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true">
    <rect class="logo__ground" width="32" height="32" rx="8" />
    <path
      class="logo__line"
      d="M16 6.500 24.500 11v10L16 25.500 7.500 21V11ZM7.500 11l8.500 4.500 8.500-4.500M16 15.500v10"
    />
  </svg>
);
