/** With each of these a process mounts, reads or changes what is the host's. Others are given to debuggers and VPNs. */
export function isStrongCapability(name: string): boolean {
  return /^(CAP_)?(ALL|SYS_ADMIN|SYS_MODULE|SYS_RAWIO|DAC_READ_SEARCH)$/i.test(name);
}

/** True when a device of the host, by its path, may have the host's files behind it. */
export function isHostDevice(path: string): boolean {
  return path.startsWith('/') && !harmlessDevices.test(path);
}

const harmlessDevices =
  /^[/]dev[/](net[/]tun|dri|kvm|fuse|snd|null|zero|u?random|shm|nvidia|video|tty|bus[/]usb|input|vfio|kfd|dxg)/;
