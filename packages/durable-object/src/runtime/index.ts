export { type DurableObjectClass, toDurableObjectClass } from './object-class.ts'
