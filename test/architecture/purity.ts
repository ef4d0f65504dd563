import ts from 'typescript';

/** Globals that bring in time, chance or the outside. */
const WORLD = new Set(['performance', 'process', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'fetch', 'crypto', 'globalThis', 'console']);
/** Members of `Date` that ask for nothing but their arguments. */
const PURE_DATE = new Set(['UTC', 'parse']);

/** What in a source text depends on more than its arguments: `line: what`. */
export function impurities(path: string, text: string): string[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
  const found: string[] = [];
  const report = (node: ts.Node, what: string) => found.push(`${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}: ${what}`);
  const visit = (node: ts.Node): void => {
    const what = impurity(node);
    if (what !== null) report(node, what);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function impurity(node: ts.Node): string | null {
  if (ts.isNewExpression(node) || ts.isCallExpression(node)) return impureDate(node);
  if (ts.isPropertyAccessExpression(node)) return impureMember(node);
  if (ts.isIdentifier(node)) return WORLD.has(node.text) && isReference(node) ? node.text : null;
  if (ts.isEnumDeclaration(node)) return 'enum';
  return ts.isExportAssignment(node) ? 'default export' : null;
}

function impureDate(node: ts.NewExpression | ts.CallExpression): string | null {
  if (!named(node.expression, 'Date')) return null;
  if (ts.isCallExpression(node)) return 'Date() as a function';
  return (node.arguments?.length ?? 0) === 0 ? 'new Date() without a time' : null;
}

function impureMember({ expression, name }: ts.PropertyAccessExpression): string | null {
  if (named(expression, 'Date') && !PURE_DATE.has(name.text)) return `Date.${name.text}`;
  return named(expression, 'Math') && name.text === 'random' ? 'Math.random' : null;
}

const named = (node: ts.Node, name: string): boolean => ts.isIdentifier(node) && node.text === name;

/** Whether an identifier stands for the global, and is not just a member's or a property's name. */
function isReference(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent) || ts.isPropertyDeclaration(parent) || ts.isMethodDeclaration(parent)) return parent.name !== node;
  return !ts.isBindingElement(parent) && !ts.isParameter(parent) && !ts.isImportSpecifier(parent) && !ts.isQualifiedName(parent);
}

const SQL = /^\s*(?:SELECT\s[\s\S]*\sFROM\s|INSERT\s+INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|CREATE\s+(?:TABLE|INDEX|VIEW|MATERIALIZED)\s|ALTER\s+TABLE\s|DROP\s+TABLE\s|COPY\s+\w+[\s\S]*\sFROM\s+STDIN)/i;

/** Strings that are SQL: `line: text`. */
export function sqlIn(path: string, text: string): string[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const head = ts.isStringLiteralLike(node) || ts.isTemplateHead(node) ? node.text : null;
    const whole = ts.isTemplateExpression(node) ? node.head.text + node.templateSpans.map((s) => `x${s.literal.text}`).join('') : head;
    if (whole !== null && SQL.test(whole)) found.push(`${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}: ${whole.trim().slice(0, 60)}`);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}
