/** One thing that is wrong with a city's configuration; `where` is `file:line`. */
export interface CityProblem {
  where: string;
  message: string;
}
/** `file:line` of the value at a path of the joined city, e.g. `['signs', 3, 'rows', 0]`. */
export type Locate = (path: readonly PropertyKey[]) => string;

/** Says what is wrong at a place of the configuration. */
export type Report = (path: readonly PropertyKey[], message: string) => void;
