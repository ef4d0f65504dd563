/** Styles are bundled; the import has no value. */
declare module '*.css';
