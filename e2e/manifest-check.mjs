// Holds app packages against Microsoft's own schema, without any network.
//
//   node manifest-check.mjs PACKAGE...
//
// A PACKAGE is the zip file that `kjernebot manifest` writes, or a folder with
// the same files. The manifest and each language file are checked with the
// schema of the manifest's version, as @microsoft/app-manifest carries it; so is
// that every file which the manifest names is there. Exit status 1 if anything
// is wrong, 2 if used wrongly.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import AjvDraft04 from "ajv-draft-04";

const require = createRequire(import.meta.url);
const { ManifestUtil } = require("@microsoft/app-manifest");
const schemas = join(dirname(require.resolve("@microsoft/app-manifest")), "json-schemas");

const packages = process.argv.slice(2);
if (packages.length === 0) {
  console.error("usage: node manifest-check.mjs PACKAGE...");
  process.exit(2);
}
let wrong = 0;
for (const path of packages) {
  const problems = await checkPackage(path);
  problems.forEach((p) => console.error(`${path}: ${p}`));
  console.log(`${path}: ${problems.length === 0 ? "ok" : `${problems.length} problem(s)`}`);
  wrong += problems.length;
}
process.exit(wrong === 0 ? 0 : 1);

async function checkPackage(path) {
  if (statSync(path).isDirectory()) return checkFolder(path, false);
  const folder = mkdtempSync(join(tmpdir(), "kjernebot-package-"));
  try {
    execFileSync("unzip", ["-q", path, "-d", folder]);
    return await checkFolder(folder, true);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function checkFolder(folder, withIcons) {
  const manifest = readJSON(join(folder, "manifest.json"));
  const problems = await checkFile("manifest.json", manifest, "MicrosoftTeams.schema.json", manifest.manifestVersion, ManifestUtil.validateManifestAgainstSchema);

  const info = manifest.localizationInfo ?? {};
  const languages = [info.defaultLanguageFile, ...(info.additionalLanguages ?? []).map((l) => l.file)].filter(Boolean);
  if (languages.length < 3) problems.push(`manifest.json: names ${languages.length} language files, want 3`);
  const icons = withIcons ? Object.values(manifest.icons ?? {}) : [];
  for (const name of [...languages, ...icons]) {
    if (!existsSync(join(folder, name))) problems.push(`${name}: is named in manifest.json, but missing`);
  }
  for (const name of languages.filter((n) => existsSync(join(folder, n)))) {
    const texts = readJSON(join(folder, name));
    problems.push(...(await checkFile(name, texts, "MicrosoftTeams.Localization.schema.json", manifest.manifestVersion, validateTexts)));
  }
  return problems;
}

// checkFile validates one file with the bundled schema that its $schema names.
async function checkFile(name, content, schemaFile, version, validate) {
  const folder = `teams/v${version}`;
  const schemaPath = join(schemas, folder, schemaFile);
  if (!existsSync(schemaPath)) return [`${name}: no schema of version ${version}`];
  const problems = [];
  const want = `https://developer.microsoft.com/json-schemas/${folder}/${schemaFile}`;
  if (content.$schema !== want) problems.push(`${name}: $schema is ${content.$schema}, want ${want}`);
  const found = await validate(content, readJSON(schemaPath));
  return problems.concat(found.map((p) => `${name}: ${p}`));
}

// validateTexts does for language files what Microsoft's validator does for the
// manifest. Theirs compiles every pattern as a Unicode one, and the patterns of
// the language schema are not all valid as such.
function validateTexts(content, schema) {
  const validate = new AjvDraft04({ allErrors: true, strict: false, unicodeRegExp: false, validateFormats: false }).compile(schema);
  validate(content);
  return (validate.errors ?? []).map((e) => `${e.instancePath} ${e.message}. Details: ${JSON.stringify(e.params)}`);
}

function readJSON(path) {
  return JSON.parse(readFileSync(path, "utf8"));
}
