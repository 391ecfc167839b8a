/** The id of the key under which a source's record of a pupil is found again. */
export const pupilKeyId = (ref: string): string => `p:${ref}`;

/** The same of a guardian's record. */
export const guardianKeyId = (ref: string): string => `g:${ref}`;
