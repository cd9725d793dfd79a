const SECRET_NAME = /SECRET|PASSWORD|PASSPHRASE|TOKEN|CREDENTIAL|PRIVATE/i;
/** Up to the last @: a password that is not encoded may hold one, a slash, anything. */
const PASSWORD_OF_USER = /(?<=^[a-z][a-z0-9+.-]*:\/\/[^@:]*:).+(?=@)/i;
const SECRET_PARAMETER =
  /(?<=[?&][^=&]*(?:secret|pass|pwd|token|credential|authMechanismProperties)[^=&]*=)[^&]+/gi;

/** A setting as it may be shown: whatever its name calls secret is hidden, and the secrets in an address. */
export function redactedSetting(name: string, value: string): string {
  if (value === '') return value;
  if (SECRET_NAME.test(name)) return '***';
  return value.replace(PASSWORD_OF_USER, '***').replace(SECRET_PARAMETER, '***');
}
