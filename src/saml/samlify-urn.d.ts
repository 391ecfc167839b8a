/** samlify keeps its declarations in another folder than its code. */
declare module 'samlify/build/src/urn.js' {
  export { namespace, algorithms } from 'samlify/types/src/urn.js';
}
