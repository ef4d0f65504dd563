/** Styles are bundled; the import has no value. */
declare module '*.css';
/** Vite's address of a worker that is built on its own. */
declare module '*?worker&url' {
  const url: string;
  export default url;
}
