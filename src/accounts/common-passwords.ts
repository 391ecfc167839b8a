let known: Promise<ReadonlySet<string>> | undefined;

/**
 * True for one of the 49 000 most used passwords, also with other letters' case, or with digits and signs before or after:
 * `Bonjour2026!!` is tried as soon as `bonjour`. The list is read at the first call.
 */
export async function isCommonPassword(password: string): Promise<boolean> {
  const list = await (known ??= readList());
  const small = password.normalize('NFKC').toLowerCase();
  const core = small.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  return list.has(small) || list.has(core);
}

async function readList(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  return new Set(dictionary['passwords-common'].map(String));
}
