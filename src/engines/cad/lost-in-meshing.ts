import type { Loss } from '../../domain/report.ts';
import type { CadFacts } from './cad-facts.ts';

/** What no triangles hold, whichever engine makes them; with entries that count nothing. */
export const lostInMeshing = (unmeshedFaces: number, { annotations }: CadFacts): Loss[] => [
  { what: 'faces', count: unmeshedFaces, why: 'Their surfaces could not be turned into triangles.' },
  {
    what: 'dimensions and tolerances',
    count: annotations,
    why: 'Only the shape, names and colours are converted.',
  },
];
