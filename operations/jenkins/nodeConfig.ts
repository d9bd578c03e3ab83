/** As matrix-auth writes it (AbstractAuthorizationPropertyConverter, from 3.0 on). */
const property = "org.jenkinsci.plugins.matrixauth.AuthorizationMatrixNodeProperty";
const inheritance = "org.jenkinsci.plugins.matrixauth.inheritance.InheritGlobalStrategy";

const escaped = (text: string): string =>
    text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/**
 * A node's config.xml with a user who may connect and disconnect it besides. All else stays as it is.
 * @throws Error where it has no place for properties
 */
export function withPermissions(config: string, user: string): string {
    const permissions = ["Connect", "Disconnect"]
        .map((name) => `<permission>USER:hudson.model.Computer.${name}:${escaped(user)}</permission>`)
        .filter((permission) => !config.includes(permission))
        .join("");
    const end = `</${property}>`;
    if (config.includes(end)) return config.replace(end, () => `${permissions}${end}`);
    const made = `<${property}><inheritanceStrategy class="${inheritance}"/>${permissions}${end}`;
    const open = /<nodeProperties>|<nodeProperties\/>/.exec(config)?.[0];
    if (open === undefined)
        throw new Error("The node's config.xml has no nodeProperties: it is none of Jenkins's own kind.");
    return config.replace(open, () =>
        open.endsWith("/>") ? `<nodeProperties>${made}</nodeProperties>` : `${open}${made}`,
    );
}
