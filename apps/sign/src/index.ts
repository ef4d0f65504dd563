export type { GalleryInput, SignInput, SignPageInput } from './model.js';
export { renderSignPage } from './pages/sign-page.js';
export { renderGallery } from './pages/gallery.js';
export { renderSignText } from './pages/sign-text.js';
export { signFrame } from './pages/sign-frame.js';
export type { SignFrame } from './pages/sign-frame.js';
