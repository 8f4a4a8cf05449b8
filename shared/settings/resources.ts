import { ConfigurationError, type Environment } from './configuration.ts'
import { type StackVariable, stackVariables } from './stack-variables.ts'

/** The resources that the stack named; throws a `ConfigurationError` that lists every missing variable. */
export function loadResources<const R extends StackVariable>(
  environment: Environment,
  ...needed: readonly R[]
): Readonly<Record<R, string>> {
  const missing = needed.filter(name => !environment[stackVariables[name]])
  if (missing.length > 0) {
    throw new ConfigurationError(
      missing.map(
        name => `${stackVariables[name]} is not set; the stack sets it, so deploy the function with it`,
      ),
    )
  }
  return Object.fromEntries(needed.map(name => [name, environment[stackVariables[name]]])) as Record<
    R,
    string
  >
}
