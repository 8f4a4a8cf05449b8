/**
 * What has to be installed, judged by what the lockfile names and what npm wrote down of its last run. Plain
 * JavaScript, as install.mjs: any Node from 20 on runs it.
 *
 * An installation is light, with what runs, shows and deploys (`dependencies`), or whole, with what checks and tests
 * besides (`devDependencies`).
 */

/** The packages that npm puts on this machine, by their folders as the lockfile names them. */
export function packagesHere({ packages }) {
  const libc = ownLibc()
  return Object.entries(packages)
    .filter(([path, { link }]) => path !== '' && !link)
    .filter(([, only]) => fits(only.cpu, process.arch) && fits(only.os, process.platform))
    .filter(([, only]) => libc === undefined || fits(only.libc, libc))
}

/**
 * What npm is to do, with the folders that it fills; undefined where everything is there. What is asked for is added
 * where nothing else differs, and installed anew otherwise. A whole installation stays whole.
 *
 * @param wish `lock` is the lockfile, `there` what npm wrote into node_modules at its end (undefined: it never came
 *   to an end), `interrupted` whether a later addition did not.
 */
export function planOf({ asksWhole, lock, there, interrupted }) {
  const here = packagesHere(lock)
  const isWhole = asksWhole || Object.values(there?.packages ?? {}).some(({ dev }) => dev)
  const folders = here.filter(([, { dev }]) => isWhole || !dev).map(([path]) => path)
  const anew = { adds: false, isWhole, folders }
  if (!there || interrupted) return anew
  // npm may leave out what is optional, and is done all the same.
  const missing = here
    .filter(([, { dev, optional }]) => !optional && (asksWhole || !dev))
    .filter(([path, { version }]) => there.packages[path]?.version !== version)
  if (missing.length === 0) return undefined
  const addsTools = missing.every(([path, { dev }]) => dev && !(path in there.packages))
  return addsTools
    ? { adds: true, isWhole, folders: folders.filter(path => !(path in there.packages)) }
    : anew
}

/** The words that npm is told: a shell that says NODE_ENV=production would leave the tools out of its own accord. */
export const npmWords = ({ adds, isWhole }) => [
  ...(adds ? ['install', '--no-save'] : ['ci']),
  isWhole ? '--include=dev' : '--omit=dev',
]

/** Which C library Linux has here, as lockfiles name it; undefined elsewhere. */
function ownLibc() {
  if (process.platform !== 'linux') return undefined
  return process.report.getReport().header.glibcVersionRuntime ? 'glibc' : 'musl'
}

/** A list names what a package is for, or with `!` what it is not for. */
function fits(list, own) {
  if (!list || list.includes(own)) return true
  return list.every(each => each.startsWith('!')) && !list.includes(`!${own}`)
}
