export interface Proxy {
  port: number;
  cut(): Promise<void>;
  mend(): Promise<void>;
  delay(latencyMs: number, jitterMs?: number): Promise<void>;
  hurry(): Promise<void>;
  reset(): Promise<void>;
  unreset(): Promise<void>;
}

export interface Toxiproxy {
  proxy(name: string, listenPort: number, upstreamPort: number): Promise<Proxy>;
  stop(): Promise<void>;
}

export function startToxiproxy(options: { port: number }): Promise<Toxiproxy>;
