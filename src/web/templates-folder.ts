/** Where templates, locales and public files are, from src/web as from dist/web. */
export const templatesFolder = new URL('../../templates/', import.meta.url);
