const units: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** The bytes of an amount as Kubernetes writes it; undefined where it is none. */
export function bytesOf(amount: string): number | undefined {
  const [, digits, unit = ''] = /^(\d+(?:\.\d+)?)(|k|M|G|T|Ki|Mi|Gi|Ti)$/.exec(amount) ?? [];
  const factor = units[unit];
  if (digits === undefined || factor === undefined || Number(digits) === 0) return undefined;
  return Number(digits) * factor;
}

/** The thousandths of a processor that an amount stands for. */
export function milliCpuOf(amount: string): number | undefined {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)(m?)$/.exec(amount) ?? [];
  return digits === undefined ? undefined : Number(digits) * (unit === 'm' ? 1 : 1000);
}

/** The bytes of an amount as Compose and Docker write it: `4g` is 4 GiB there. */
export function engineBytesOf(amount: string): number | undefined {
  const [, digits, unit = ''] = /^(\d+(?:\.\d+)?)\s*(|b|k|kb|m|mb|g|gb|t|tb)$/i.exec(amount) ?? [];
  if (digits === undefined) return undefined;
  return Number(digits) * 1024 ** ['b', 'k', 'm', 'g', 't'].indexOf((unit.toLowerCase()[0] ?? 'b') || 'b');
}

/** The same amount for Compose and Docker. */
export function engineAmount(amount: string): string {
  const [, digits, unit] = /^(\d+)([KMGT])i$/.exec(amount) ?? [];
  return digits && unit ? `${digits}${unit.toLowerCase()}` : String(Math.floor(bytesOf(amount) ?? 0));
}
