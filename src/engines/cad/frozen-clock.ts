/**
 * A `Date` that stands still at 2000-01-01T00:00:00Z in every time zone. OCCT writes the time into the headers of
 * STEP and IGES (and knows no time before 1979), and even the length of the time zone's name would shift every later memory address.
 */
const FROZEN_AT = Date.UTC(2000, 0, 1);

export class FrozenDate extends Date {
  static override now(): number {
    return FROZEN_AT;
  }

  constructor(...given: unknown[]) {
    super(...((given.length === 0 ? [FROZEN_AT] : given) as [number]));
  }

  override getTimezoneOffset(): number {
    return 0;
  }

  override getFullYear(): number {
    return this.getUTCFullYear();
  }

  override getMonth(): number {
    return this.getUTCMonth();
  }

  override getDate(): number {
    return this.getUTCDate();
  }

  override getDay(): number {
    return this.getUTCDay();
  }

  override getHours(): number {
    return this.getUTCHours();
  }

  override getMinutes(): number {
    return this.getUTCMinutes();
  }

  override getSeconds(): number {
    return this.getUTCSeconds();
  }

  override toTimeString(): string {
    return '00:00:00 GMT+0000 (Coordinated Universal Time)';
  }
}
