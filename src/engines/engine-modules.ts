import type { EngineName } from './catalogue.ts';
import type { EngineModule } from './engine-module.ts';

/** How a child process finds an engine; nothing is loaded before it is needed. */
export type EngineModules = Readonly<Record<string, () => Promise<EngineModule>>>;

export const engineModules: Readonly<Record<EngineName, () => Promise<EngineModule>>> = {
  opencascade: async () => (await import('./cad/opencascade-engine.ts')).opencascadeEngine,
  'occt-import': async () => (await import('./cad/occt-import-engine.ts')).occtImportEngine,
  assimpjs: async () => (await import('./mesh/assimp/assimp-engine.ts')).assimpEngine,
  'assimp-cli': async () => (await import('./mesh/assimp/assimp-cli-engine.ts')).assimpCliEngine,
  'occt-native': async () => (await import('./native/native-engine.ts')).nativeEngine,
  'web-ifc': async () => (await import('./mesh/ifc/ifc-engine.ts')).ifcEngine,
  rhino3dm: async () => (await import('./mesh/rhino/rhino-engine.ts')).rhinoEngine,
  'converto-mesh': async () => (await import('./mesh/mesh-engine.ts')).meshEngine,
};
