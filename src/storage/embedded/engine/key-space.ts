/** The first byte of every key says what the entry is. */
export const keySpace = { format: 0x00, catalogue: 0x01, documents: 0x02, entries: 0x03 } as const;

/** LMDB's keys hold at most 1 978 bytes: an index key and the `_id` behind it must fit. Longer ones end in a digest. */
export const longestFieldsKey = 1200;
export const longestIdKey = 600;
