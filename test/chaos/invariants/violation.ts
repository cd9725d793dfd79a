export interface Violation {
  /** A short name that stands for the rule. */
  rule: string;
  /** Of the conversion; absent where it is not about one. */
  id?: string;
  /** When; absent where nobody can tell. */
  at?: number;
  detail: string;
}
