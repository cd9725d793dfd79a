/** The little of WebAssembly that is used here; lib.dom has it, Node's own types do not. */
declare namespace WebAssembly {
  type Imports = object;
  class Module {
    private readonly compiled: true;
  }
  class Instance {
    readonly exports: object;
  }
  class RuntimeError extends Error {}
  function compile(bytes: Uint8Array): Promise<Module>;
  function instantiate(module: Module, imports: Imports): Promise<Instance>;
}
