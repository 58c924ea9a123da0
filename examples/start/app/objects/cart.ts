export { default } from '../../../cart/app/objects/cart'
