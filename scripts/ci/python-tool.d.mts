export function pythonTool(requirement: string, name: string): string | undefined;
