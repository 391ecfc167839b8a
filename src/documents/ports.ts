/** What one person's letter says. The only place where a provisional password is in clear. */
export interface Letter {
  kind: 'pupil' | 'guardian';
  identifier: string;
  /** Provisional. */
  password: string;
  sn: string;
  givenName: string;
  className?: string;
  /** Of a guardian. */
  children: readonly LetterChild[];
}

export interface LetterChild {
  sn: string;
  givenName: string;
  className?: string;
}

/** The letters of one school made at once. */
export interface LetterBatch {
  school: { uai: string; name: string };
  madeAt: Date;
  /** From this instant on the passwords are void. */
  expiresAt: Date;
  letters: readonly Letter[];
}

/** What the documents are made with. */
export interface LetterStyle {
  /** BCP 47 language of the texts. */
  language: string;
  /** The text of `letters.<key>`. */
  text(key: string, values?: Readonly<Record<string, string>>): string;
  timeZone: string;
  /** Public address of the sign-in page: shown, and in the QR code. */
  signInUrl: string;
  serviceOperator: string;
  /** Whom to ask at the school; the school's name when nothing better is known. */
  contact: string;
  /** Simpler ways that guardians are reminded of: key of the text, absent for none. */
  reminder?: 'self-registration' | 'franceconnect' | 'both';
}
