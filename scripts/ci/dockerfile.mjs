/**
 * @typedef {{ keyword: string, rest: string, words: string[], flags: Record<string, string> }} Instruction
 * @typedef {{ name: string | undefined, instructions: Instruction[] }} Stage
 */

/**
 * The stages of a Dockerfile. Knows what ours needs: no heredocs, no ARG, no SHELL.
 * @param {string} text
 * @returns {Stage[]}
 */
export function stagesOf(text) {
  const stages = [];
  const lines = text.replace(/^#.*\n/gm, '').replace(/\\\n/g, ' ');
  for (const line of lines.split('\n').map((each) => each.trim())) {
    if (line === '') continue;
    const [, keyword, rest] = /^(\w+)\s+(.*)$/.exec(line);
    if (keyword === 'FROM') stages.push({ name: / AS (\S+)/i.exec(rest)?.[1], instructions: [] });
    else stages.at(-1).instructions.push(instruction(keyword, rest));
  }
  return stages;
}

function instruction(keyword, rest) {
  const words = rest.split(/\s+/);
  const flags = {};
  while (words[0]?.startsWith('--')) {
    const [name, value] = words.shift().slice(2).split('=');
    flags[name] = value;
  }
  return { keyword, rest, words, flags };
}

/** The words of `CMD ["a", "b"]`, also behind the flags of a HEALTHCHECK. */
export const commandOf = ({ rest }) => JSON.parse(rest.slice(rest.indexOf('[')));

/** The variables of the ENV instructions. */
export const environmentOf = ({ instructions }) =>
  Object.fromEntries(
    instructions
      .filter(({ keyword }) => keyword === 'ENV')
      .flatMap(({ words }) => words.map((w) => w.split('='))),
  );
