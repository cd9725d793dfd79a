/** A reason not to start that a person can mend; its message is one sentence for them. */
export class StartError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'StartError';
  }
}

/**
 * Why an address cannot be listened on, as a StartError where a person can do something about it.
 * @param setting the variable that the port was taken from
 */
export function explainListenError(
  error: unknown,
  { HOST, PORT }: { HOST: string; PORT: number },
  setting = 'PORT',
): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'EADDRINUSE')
    return new StartError(
      `Port ${PORT} on ${HOST} is taken by another program: set ${setting} to a free one.`,
      error,
    );
  if (code === 'EACCES')
    return new StartError(`This user may not listen on port ${PORT}: set ${setting} to 1024 or more.`, error);
  if (code === 'EADDRNOTAVAIL')
    return new StartError(`${HOST} is no address of this machine: set HOST to one that is.`, error);
  return error;
}
