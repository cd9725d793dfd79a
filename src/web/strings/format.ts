/** Figures as people of a language write them. */
export interface Formatter {
  number(value: number): string;
  /** With so many significant digits as help: 12,300 · 1.23 · 0.00123. */
  figure(value: number): string;
  percent(value: number): string;
  bytes(value: number): string;
  /** Whole seconds, minutes or hours. */
  duration(seconds: number): string;
}

const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

export function createFormatter(locale: string): Formatter {
  const numbers = new Intl.NumberFormat(locale);
  const figures = new Intl.NumberFormat(locale, { maximumSignificantDigits: 4 });
  const percents = new Intl.NumberFormat(locale, { style: 'percent' });
  const unit = (name: string, digits = 0) =>
    new Intl.NumberFormat(locale, {
      style: 'unit',
      unit: name,
      unitDisplay: name === 'byte' ? 'long' : 'short',
      maximumFractionDigits: digits,
    });
  const quantities = new Map<string, Intl.NumberFormat>();
  const quantity = (value: number, name: string, digits = 0): string => {
    const key = `${name} ${digits}`;
    const known = quantities.get(key) ?? unit(name, digits);
    quantities.set(key, known);
    return known.format(value);
  };
  return {
    number: (value) => numbers.format(value),
    figure: (value) => (Math.abs(value) >= 1000 ? numbers.format(Math.round(value)) : figures.format(value)),
    percent: (value) => percents.format(value / 100),
    bytes(value) {
      const step = value < 1000 ? 0 : Math.min(BYTE_UNITS.length - 1, Math.floor(Math.log10(value) / 3));
      const scaled = value / 1000 ** step;
      return quantity(scaled, BYTE_UNITS[step]!, step === 0 || scaled >= 100 ? 0 : 1);
    },
    duration(seconds) {
      const whole = Math.max(1, Math.round(seconds));
      if (whole < 60) return quantity(whole, 'second');
      if (whole < 3600) {
        const rest = whole < 600 ? whole % 60 : 0;
        return `${quantity(Math.floor(whole / 60), 'minute')}${rest > 0 ? ` ${quantity(rest, 'second')}` : ''}`;
      }
      const minutes = Math.round((whole % 3600) / 60);
      return `${quantity(Math.floor(whole / 3600), 'hour')}${minutes > 0 ? ` ${quantity(minutes, 'minute')}` : ''}`;
    },
  };
}
