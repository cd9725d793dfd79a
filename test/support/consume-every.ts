import type { Bus, CreatedMessage, Disposition, Subscription } from '../../src/domain/ports.ts';
import { SIZE_CLASSES } from '../../src/domain/size-class.ts';

/** Consumes the announcements of small and large conversions alike, one of each at a time. */
export async function consumeEvery(
  bus: Bus,
  handler: (message: CreatedMessage) => Promise<Disposition>,
): Promise<Subscription> {
  const consumers = await Promise.all(SIZE_CLASSES.map((size) => bus.consumeCreated(1, handler, size)));
  return { stop: async () => void (await Promise.all(consumers.map((consumer) => consumer.stop()))) };
}
