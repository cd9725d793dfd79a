import { PROBLEMS, type ProblemCode } from '../../src/domain/problem.ts';
import { STATUS_OF_KIND } from '../../src/http/problem-body.ts';

/** The page of every error code: requests first, then what a conversion can end with. */
export function errorsPage(): string {
  const codes = Object.keys(PROBLEMS) as ProblemCode[];
  const ofRequests = codes.filter((code) => PROBLEMS[code].kind !== 'conversion_failed');
  const ofConversions = codes.filter((code) => PROBLEMS[code].kind === 'conversion_failed');
  return [
    '# Errors',
    '',
    '<!-- Generated from src/domain/problem.ts by "npm run docs". -->',
    '',
    'A request that fails is answered with `application/problem+json` (RFC 9457). Match on `code`: it never changes.',
    '`detail` says what is wrong with this very request and may be more precise than the sentence here.',
    '',
    '| code | status | try again unchanged? | what it means and what to do |',
    '|---|---|---|---|',
    ...ofRequests.map((code) => {
      const { kind, retryable, title, detail } = PROBLEMS[code];
      return `| <a id="${code}"></a>\`${code}\` | ${STATUS_OF_KIND[kind]} | ${retryable ? 'yes' : 'no'} | **${title}.** ${detail} |`;
    }),
    '',
    '## What a conversion can end with',
    'The request was accepted; these stand in the `error` of a conversion whose status is `failed`.',
    '',
    '| code | retry may help? | what it means and what to do |',
    '|---|---|---|',
    ...ofConversions.map((code) => {
      const { retryable, title, detail } = PROBLEMS[code];
      return `| <a id="${code}"></a>\`${code}\` | ${retryable ? 'yes' : 'no'} | **${title}.** ${detail} |`;
    }),
    '',
  ].join('\n');
}
