# Where an image comes from.
package stride.lib

# Well-known registries where anyone can publish.
public_registry(host) if host in public_registries

public_registries := {
	"public.ecr.aws", "docker.io", "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com", "quay.io",
	"ghcr.io", "gcr.io", "registry.k8s.io", "mcr.microsoft.com", "docker.elastic.co",
}

# An image whose registry host is explicit and matches no entry of `trusted_registries`, or whose ECR account is not one of the
# `trusted_accounts` where such are set.
untrusted_image(image) if {
	present(image, ["registry"])
	not trusted_registry(image)
	not perhaps_trusted(image)
	not placeholder_image(image)
}

untrusted_image(image) if {
	present(image, ["account"])
	accounts := input.settings.trusted_accounts
	count(accounts) > 0
	not image.account in accounts
}

# The images of the unit's containers that are not trusted; an image that many containers run is looked at once.
untrusted_images contains image if {
	some image in container_images
	untrusted_image(image)
}

container_images contains image if {
	some task in tasks
	some container in task.values.containers
	image := container.image
}

# A pattern is a host or a host and a path: `*` stands for one label of a host, for one part of a path.
trusted_registry(image) if {
	some entry in input.settings.trusted_registries
	not contains(entry, "/")
	glob.match(entry, ["."], image.registry)
}

trusted_registry(image) if {
	some entry in input.settings.trusted_registries
	contains(entry, "/")
	glob.match(entry, ["/"], concat("/", [image.registry, image.path]))
}

# While the path is not known, an entry for some paths of the host might still match.
perhaps_trusted(image) if {
	missing(image, ["path"])
	some entry in input.settings.trusted_registries
	parts := split(entry, "/")
	count(parts) > 1
	glob.match(parts[0], ["."], image.registry)
}

# A private ECR registry, by the host names that AWS documents.
ecr_registry(host) if regex.match(`\.dkr[.-]ecr(-fips)?\.[a-z0-9-]+\.(amazonaws\.com|amazonaws\.com\.cn|on\.aws|on\.amazonwebservices\.com\.cn)$`, host)

# Accounts from whose registries AWS publishes images: deep learning containers, EKS add-ons by region, App Mesh, Fluent Bit,
# the Marketplace (the services' own documentation).
aws_image_accounts := {
	"763104351884", "602401143452", "840364872350", "906394416424", "709825985650", "918309763551", "961992271922",
	"800184023465", "013241004608", "151742754352", "558608220178", "877085696533", "590381155156", "296578399912",
	"759879836304", "900612956339", "455263428931", "491585149902", "900889452093", "066635153087", "761377655185",
}

# Images of which it is well known that their program is not root: they name an unprivileged user themselves (their makers'
# Dockerfiles), or the script that they start with gives root up (the official images of databases: docker-entrypoint.sh), and those
# whose name or tag says so.
unprivileged_image(image) if {
	some name in data.unprivileged_images[hub_of(image)]
	glob.match(name, ["/"], trim_prefix(trim_prefix(image.path, "docker/"), "library/"))
}

unprivileged_image(image) if {
	some key in ["path", "tag"]
	regex.match(`(^|[^a-z])(nonroot|non-root|unprivileged|rootless)([^a-z]|$)`, lower(image[key]))
}

# Images that cannot do without root, wherever they are copied to: agents that read the host or other containers, log routers, VPN
# clients, the Docker daemon (their makers' instructions for ECS).
root_image(image) if {
	some name in data.root_images
	named_so(image.path, name)
}

named_so(path, name) if path == name

named_so(path, name) if {
	contains(name, "-")
	endswith(path, concat("", ["/", name]))
}

named_so(path, name) if {
	contains(name, "/")
	endswith(path, concat("", ["/", name]))
}

hub_of(image) := "docker.io" if get(image, ["registry"]) in {null, "docker.io", "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com"}

hub_of(image) := "docker.io" if {
	image.registry == "public.ecr.aws"
	startswith(image.path, "docker/library/")
}

hub_of(image) := registry if {
	registry := get(image, ["registry"])
	registry != null
	not startswith(concat("/", [registry, object.get(image, "path", "")]), "public.ecr.aws/docker/library/")
	not registry in {"docker.io", "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com"}
}

# A reference that is no image yet: a pipeline writes one over it before anything is deployed. Names in it are in capitals, which no
# repository's name may be (Docker's reference grammar), or it says itself that it is to be replaced.
placeholder_image(image) if regex.match(`[A-Z]`, regex.replace(regex.replace(image.raw, `^[^/]*[.:][^/]*/`, ""), `(:[^:/@]+)?(@.*)?$`, ""))

placeholder_image(image) if regex.match(`[<>{}%]|__[A-Z]|\$[A-Z]`, without_gaps(image.raw))

placeholder_image(image) if {
	regex.match(`(^|[^a-z])(placeholder|change[_-]?me|replace[_-]?me|to[_-]be[_-]replaced|your[_-](docker[_-]|ecr[_-]|aws[_-]|container[_-])?(image|repo|repository|registry|account|account[_-]id|image[_-]uri|image[_-]url))([^a-z]|$)`, lower(without_gaps(image.raw)))
}

# No region is called so, and no version: the address is an example.
placeholder_image(image) if regex.match(`\.dkr\.ecr\.[A-Za-z_]+\.amazonaws\.com|:(image[_-])?tag$`, lower(without_gaps(image.raw)))

without_gaps(text) := regex.replace(text, `\$\{[^}]*\}`, "")

# Whether a default gives the image at a path, or its tag.
suggested_image(task, path) if marked(task, path, "default")

suggested_image(task, path) if marked(task, array.concat(path, ["tag"]), "default")

# What a library or a template suggests is chosen by who takes it: where it comes from, and how it is pinned.
callers_image(task, path) if {
	suggested_image(task, path)
	not input.unit.deployable
}

callers_image(task, path) if {
	suggested_image(task, path)
	input.unit.format == "cloudformation"
}
