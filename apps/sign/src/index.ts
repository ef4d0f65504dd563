export type { GalleryInput, SignPageInput, SignTextInput } from './model.js';
export { renderSignPage } from './pages/sign-page.js';
export { renderGallery } from './pages/gallery.js';
export { renderSignText } from './pages/sign-text.js';
