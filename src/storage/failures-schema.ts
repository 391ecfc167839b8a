import { Schema } from 'mongoose';
import type { Failures } from '../accounts/ports.js';

/** Wrong passwords, inside an account or on their own. */
export const failuresSchema = new Schema<Failures>(
  {
    count: { type: Number, required: true },
    lockedUntil: Date,
    windowStart: Date,
    windowCount: { type: Number, required: true },
  },
  { _id: false, strict: 'throw' },
);
