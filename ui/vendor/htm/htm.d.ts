// The package's own types describe its CommonJS form; the module that is served has a default export.
declare const htm: { bind<Result>(create: (type: any, props: any, ...children: any[]) => Result): (strings: TemplateStringsArray, ...values: any[]) => Result | Result[] };
export default htm;
