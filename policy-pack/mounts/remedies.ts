const options = "tls,iam,accesspoint=fsap-ID";

/* How each place that holds mounts writes one as it must be; the last fits every script. */
const remedies: readonly (readonly [RegExp, string])[] = [
    [/^mounts$/, `Write - ["fs-ID:/", PATH, efs, "_netdev,${options}", "0", "0"]`],
    [/fstab$/, `Write fs-ID:/ PATH efs _netdev,${options} 0 0`],
    [/\.mount(?:$|\.d\/)/, `Write What=fs-ID:/, Type=efs and Options=_netdev,${options}`],
    [/\/auto[._]/, `Write PATH -fstype=efs,${options} :fs-ID:/`],
    [/./, `Use mount -t efs -o ${options} fs-ID:/ PATH`],
];

/** What mends a mount, in the words of the place where it stands: a line of fstab, a unit, a map of autofs, else a command. */
export function remedyFor(where: string): string {
    return remedies.find(([place]) => place.test(where))?.[1] ?? "";
}
