/** The id of the key under which a source's record of a pupil is found again. */
export const pupilKeyId = (ref: string): string => `p:${ref}`;

/** The same of a guardian's record. */
export const guardianKeyId = (ref: string): string => `g:${ref}`;

/** The id of the key under which a pupil is found by INE, whatever the source. */
export const ineKeyId = (ineHash: string): string => `i:${ineHash}`;

/** The ref in the id of a record's key. */
export const refOfKey = ({ id }: { id: string }): string => id.slice(2);

export const isPupilKey = ({ id }: { id: string }): boolean => id.startsWith('p:');
