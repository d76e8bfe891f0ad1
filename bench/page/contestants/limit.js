// What one thread can do at most. Workload = number of chains; "images" are floating-point operations.
import { limitWork } from "/www/bench/limit.js";

export async function open() {
  return (chains) => ({ train: limitWork(Number(chains)) });
}
