import { useSignal } from '@preact/signals';
import { CubeIcon } from '../parts/icons.tsx';
import type { Row } from './row.ts';

/** A picture of the result, once the server has one. */
export function Thumbnail({ row }: { row: Row }) {
  const isBroken = useSignal(false);
  const link = row.gone ? undefined : row.conversion?.links.thumbnail;
  return (
    <div class="picture">
      {link !== undefined && !isBroken.value ? (
        <img
          src={`${link}&disposition=inline`}
          alt=""
          width={72}
          height={72}
          loading="lazy"
          decoding="async"
          onError={() => {
            isBroken.value = true;
          }}
        />
      ) : (
        <CubeIcon />
      )}
    </div>
  );
}
