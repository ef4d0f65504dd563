/** Name of the cache in which a player keeps its page. */
export const SHELF = 'sign-1';
