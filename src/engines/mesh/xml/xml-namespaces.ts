/** Which prefix means which namespace, within the elements that are open. */
export class XmlNamespaces {
  private readonly meanings = new Map<string, string>();
  private readonly declared: { depth: number; prefix: string; before: string }[] = [];

  /** The namespace of a prefix, '' being that of names without one; '' where none is declared. */
  of(prefix: string): string {
    return this.meanings.get(prefix) ?? '';
  }

  declare(depth: number, prefix: string, namespace: string): void {
    this.declared.push({ depth, prefix, before: this.of(prefix) });
    this.meanings.set(prefix, namespace);
  }

  /** Takes back what the element at `depth` declared. */
  leave(depth: number): void {
    for (
      let last = this.declared.at(-1);
      last !== undefined && last.depth >= depth;
      last = this.declared.at(-1)
    ) {
      this.meanings.set(last.prefix, last.before);
      this.declared.pop();
    }
  }
}
