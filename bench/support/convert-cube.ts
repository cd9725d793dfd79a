import { cubeStl } from '../../test/support/cube.ts';

/** One small conversion, STL → OBJ, through the HTTP API; resolves when it is completed. */
export async function convertCube(address: string, edge = 1): Promise<{ id: string }> {
  const form = new FormData();
  form.set('target_format', 'obj');
  form.set('file', new Blob([new Uint8Array(cubeStl(edge))]), 'cube.stl');
  const answer = await fetch(`${address}/api/v1/conversions`, {
    method: 'POST',
    body: form,
    headers: { prefer: 'wait=60' },
  });
  const conversion = (await answer.json()) as { id: string; status: string };
  if (conversion.status !== 'completed') throw new Error(`the conversion is ${conversion.status}`);
  return conversion;
}
