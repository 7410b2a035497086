/** How the name of a lab worker begins that stores in memory. */
export const IN_MEMORY_PREFIX = 'in-memory-';
