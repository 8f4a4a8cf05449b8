/**
 * Decides what to install, from the lockfile and from what npm recorded of its last run. Plain JavaScript like
 * install.mjs: any Node from 20 on runs it.
 *
 * An installation is light, with what runs, shows and deploys (`dependencies`), or whole, with what checks and tests
 * besides (`devDependencies`).
 */

/** The packages that npm installs on this machine, by their folders as the lockfile names them. */
export function packagesHere({ packages }) {
  const libc = ownLibc()
  return Object.entries(packages)
    .filter(([path, { link }]) => path !== '' && !link)
    .filter(([, only]) => fits(only.cpu, process.arch) && fits(only.os, process.platform))
    .filter(([, only]) => libc === undefined || fits(only.libc, libc))
}

/**
 * What npm has to do, with the folders that it fills; undefined: everything is there. If only the wanted packages are
 * missing, they are added; otherwise all is installed anew. A whole installation stays whole.
 *
 * @param wish `lock` is the lockfile, `there` what npm recorded in node_modules when it ended (undefined: it never
 * did), `interrupted` whether a later addition was cut short.
 */
export function planOf({ asksWhole, lock, there, interrupted }) {
  const here = packagesHere(lock)
  const isWhole = asksWhole || Object.values(there?.packages ?? {}).some(({ dev }) => dev)
  const folders = here.filter(([, { dev }]) => isWhole || !dev).map(([path]) => path)
  const anew = { adds: false, isWhole, folders }
  if (!there || interrupted) return anew
  // npm may skip optional packages and still be done.
  const missing = here
    .filter(([, { dev, optional }]) => !optional && (asksWhole || !dev))
    .filter(([path, { version }]) => there.packages[path]?.version !== version)
  if (missing.length === 0) return undefined
  const addsTools = missing.every(([path, { dev }]) => dev && !(path in there.packages))
  return addsTools
    ? { adds: true, isWhole, folders: folders.filter(path => !(path in there.packages)) }
    : anew
}

/** npm's arguments; they are explicit because NODE_ENV=production in the shell would make npm leave out the tools. */
export const npmWords = ({ adds, isWhole }) => [
  ...(adds ? ['install', '--no-save'] : ['ci']),
  isWhole ? '--include=dev' : '--omit=dev',
]

/** Linux's C library here, by its name in lockfiles; undefined on other systems. */
function ownLibc() {
  if (process.platform !== 'linux') return undefined
  return process.report.getReport().header.glibcVersionRuntime ? 'glibc' : 'musl'
}

/** A list names what a package is for, or with `!` what it is not for. */
function fits(list, own) {
  if (!list || list.includes(own)) return true
  return list.every(each => each.startsWith('!')) && !list.includes(`!${own}`)
}
