locals {
  t = "Hello $${name}!"
  k = "kk"
  o = { a = 1 }
  m = { k = "v" }
  l = [{ b = { c = 1 } }, { b = { c = 2 } }]
}
terraform {
  required_providers {
    terraform = {
      source = "terraform.io/builtin/terraform"
    }
  }
}

resource "terraform_data" "s0" {
  input = 123456789012345678901234567890 * 10
}

resource "terraform_data" "s1" {
  input = 1234567890123456789012345678901234567890 - 1
}

resource "terraform_data" "s2" {
  input = -123456789012345678901234567890
}

resource "terraform_data" "s3" {
  input = "${123456789012345678901234567890}"
}

resource "terraform_data" "s4" {
  input = jsonencode({ a = 123456789012345678901234567890 })
}

resource "terraform_data" "s5" {
  input = jsondecode("123456789012345678901234567890")
}

resource "terraform_data" "s6" {
  input = jsondecode("[1.10, 1e2, -0, 0.1]")
}

resource "terraform_data" "s7" {
  input = yamldecode("123456789012345678901234567890")
}

resource "terraform_data" "s8" {
  input = tostring(99999999999999999999999999)
}

resource "terraform_data" "s9" {
  input = tonumber("99999999999999999999999999")
}

resource "terraform_data" "s10" {
  input = 99999999999999999999999999 == 99999999999999999999999999
}

resource "terraform_data" "s11" {
  input = 99999999999999999999999999 > 99999999999999999999999998
}

resource "terraform_data" "s12" {
  input = max(99999999999999999999999999, 99999999999999999999999998)
}

resource "terraform_data" "s13" {
  input = abs(-99999999999999999999999999)
}

resource "terraform_data" "s14" {
  input = 99999999999999999999999999 % 10
}

resource "terraform_data" "s15" {
  input = floor(99999999999999999999999999.9)
}

resource "terraform_data" "s16" {
  input = ceil(99999999999999999999999999.1)
}

resource "terraform_data" "s17" {
  input = 18446744073709551615
}

resource "terraform_data" "s18" {
  input = 18446744073709551616
}

resource "terraform_data" "s19" {
  input = 9223372036854775807 + 1
}

resource "terraform_data" "s20" {
  input = -9223372036854775808 - 1
}

resource "terraform_data" "s21" {
  input = 0.1 + 0.2
}

resource "terraform_data" "s22" {
  input = 1.0
}

resource "terraform_data" "s23" {
  input = 100 / 8
}

resource "terraform_data" "s24" {
  input = 1 / 3 * 3
}

resource "terraform_data" "s25" {
  input = 1e30
}

resource "terraform_data" "s26" {
  input = 1.5e-7
}

resource "terraform_data" "s27" {
  input = parseint("ffffffffffffffffffffffff", 16)
}

resource "terraform_data" "s28" {
  input = format("%d", 123456789012345678901234567890)
}

resource "terraform_data" "s29" {
  input = format("%v", 123456789012345678901234567890)
}

resource "terraform_data" "s30" {
  input = format("%.3f", 1/3)
}

resource "terraform_data" "s31" {
  input = format("%e", 12345.678)
}

resource "terraform_data" "s32" {
  input = format("%x", 255)
}

resource "terraform_data" "s33" {
  input = format("%#v", 1.50)
}

resource "terraform_data" "s34" {
  input = format("%05d|%-5d|%+d", 42, 42, 42)
}

resource "terraform_data" "s35" {
  input = format("%s %q", "a", "b\"c")
}

resource "terraform_data" "s36" {
  input = format("%t", true)
}

resource "terraform_data" "s37" {
  input = format("%%")
}

resource "terraform_data" "s38" {
  input = format("%5s|%-5s|", "a\u0303", "a\u0303")
}

resource "terraform_data" "s39" {
  input = format("%.1s", "a\u0303bc")
}

resource "terraform_data" "s40" {
  input = format("%[2]s %[1]s", "a", "b")
}

resource "terraform_data" "s41" {
  input = format("%b %o %X", 5, 8, 255)
}

resource "terraform_data" "s42" {
  input = format("%g", 1e21)
}

resource "terraform_data" "s43" {
  input = formatlist("%s-%d", ["a","b"], [1,2])
}

resource "terraform_data" "s44" {
  input = formatlist("%s", "x")
}

resource "terraform_data" "s45" {
  input = formatlist("%s:%s", ["a","b"], "z")
}

resource "terraform_data" "s46" {
  input = "\u00e9" == "e\u0301"
}

resource "terraform_data" "s47" {
  input = length("e\u0301")
}

resource "terraform_data" "s48" {
  input = length("👨‍👩‍👧")
}

resource "terraform_data" "s49" {
  input = substr("e\u0301a", 0, 1)
}

resource "terraform_data" "s50" {
  input = substr("hello", -3, -1)
}

resource "terraform_data" "s51" {
  input = substr("hello", 1, 100)
}

resource "terraform_data" "s52" {
  input = strrev("ae\u0301b")
}

resource "terraform_data" "s53" {
  input = strrev("👨‍👩‍👧x")
}

resource "terraform_data" "s54" {
  input = upper("ß")
}

resource "terraform_data" "s55" {
  input = lower("İ")
}

resource "terraform_data" "s56" {
  input = title("hello wORLD foo-bar it's")
}

resource "terraform_data" "s57" {
  input = title("éa ñb")
}

resource "terraform_data" "s58" {
  input = trimspace("\u00a0 a \u2003")
}

resource "terraform_data" "s59" {
  input = trim("??hello?", "?")
}

resource "terraform_data" "s60" {
  input = trimprefix("e\u0301abc", "\u00e9")
}

resource "terraform_data" "s61" {
  input = trimsuffix("abce\u0301", "\u00e9")
}

resource "terraform_data" "s62" {
  input = startswith("e\u0301", "\u00e9")
}

resource "terraform_data" "s63" {
  input = endswith("xe\u0301", "\u00e9")
}

resource "terraform_data" "s64" {
  input = strcontains("xe\u0301x", "\u00e9")
}

resource "terraform_data" "s65" {
  input = replace("e\u0301a", "\u00e9", "b")
}

resource "terraform_data" "s66" {
  input = replace("a.b.c", "/\\./", "-")
}

resource "terraform_data" "s67" {
  input = replace("hello", "/(l+)/", "[$1]")
}

resource "terraform_data" "s68" {
  input = replace("hello", "/(?P<x>l+)/", "<${"$"}{x}>")
}

resource "terraform_data" "s69" {
  input = regex("(\\d\\d\\d\\d)-(\\d\\d)", "2019-02-01")
}

resource "terraform_data" "s70" {
  input = regex("(?P<y>\\d+)-(?P<m>\\d+)", "2019-02")
}

resource "terraform_data" "s71" {
  input = regexall("[a-z]+", "12 ab cd")
}

resource "terraform_data" "s72" {
  input = regexall("(a)(b)?", "aab")
}

resource "terraform_data" "s73" {
  input = regex("e\u0301", "\u00e9")
}

resource "terraform_data" "s74" {
  input = split(",", "")
}

resource "terraform_data" "s75" {
  input = split("", "abc")
}

resource "terraform_data" "s76" {
  input = join("-", ["e\u0301", "a"])
}

resource "terraform_data" "s77" {
  input = join(",", ["a"], ["b", "c"])
}

resource "terraform_data" "s78" {
  input = chomp("a\r\n\r\n")
}

resource "terraform_data" "s79" {
  input = indent(2, "a\nb\n")
}

resource "terraform_data" "s80" {
  input = chunklist(["a","b","c"], 2)
}

resource "terraform_data" "s81" {
  input = sort(["b", "a", "e\u0301", "Z"])
}

resource "terraform_data" "s82" {
  input = sort([10, 9, 1])
}

resource "terraform_data" "s83" {
  input = distinct(["a", "a", "e\u0301", "\u00e9"])
}

resource "terraform_data" "s84" {
  input = toset(["e\u0301", "\u00e9"])
}

resource "terraform_data" "s85" {
  input = keys({ "e\u0301" = 1, a = 2 })
}

resource "terraform_data" "s86" {
  input = { "${"e"}\u0301" = 1 }
}

resource "terraform_data" "s87" {
  input = merge({ "e\u0301" = 1 }, { "\u00e9" = 2 })
}

resource "terraform_data" "s88" {
  input = zipmap(["e\u0301"], [1])["\u00e9"]
}

resource "terraform_data" "s89" {
  input = lookup({ a = 1 }, "b", 5)
}

resource "terraform_data" "s90" {
  input = lookup({ a = 1 }, "a")
}

resource "terraform_data" "s91" {
  input = contains(["e\u0301"], "\u00e9")
}

resource "terraform_data" "s92" {
  input = index(["a", "e\u0301"], "\u00e9")
}

resource "terraform_data" "s93" {
  input = element(["a","b","c"], 4)
}

resource "terraform_data" "s95" {
  input = coalesce("", "a")
}

resource "terraform_data" "s96" {
  input = coalesce(null, 1, "a")
}

resource "terraform_data" "s97" {
  input = coalesce(1, "a")
}

resource "terraform_data" "s98" {
  input = coalesce(null, true, "x")
}

resource "terraform_data" "s99" {
  input = coalescelist([], ["a"], [1])
}

resource "terraform_data" "s100" {
  input = compact(["a", "", null, "b"])
}

resource "terraform_data" "s101" {
  input = concat([1], ["a"], [true])
}

resource "terraform_data" "s102" {
  input = concat(tolist([1]), tolist(["a"]))
}

resource "terraform_data" "s103" {
  input = flatten([[1, [2, 3]], [], [[4]]])
}

resource "terraform_data" "s104" {
  input = flatten(["a", toset(["c", "b"])])
}

resource "terraform_data" "s105" {
  input = reverse(toset(["a","b"]))
}

resource "terraform_data" "s106" {
  input = reverse([1, "a"])
}

resource "terraform_data" "s107" {
  input = slice(["a","b","c"], 1, 3)
}

resource "terraform_data" "s108" {
  input = setproduct(["a","b"], [1,2])
}

resource "terraform_data" "s109" {
  input = setproduct(toset(["a"]), toset([1]))
}

resource "terraform_data" "s110" {
  input = setunion(["a"], ["b", 1])
}

resource "terraform_data" "s111" {
  input = setintersection(["a", "b"], ["b"])
}

resource "terraform_data" "s112" {
  input = setsubtract(["a","b"], ["b"])
}

resource "terraform_data" "s113" {
  input = transpose({ a = ["1", "2"], b = ["2"] })
}

resource "terraform_data" "s114" {
  input = matchkeys(["i-1","i-2"], ["a","b"], ["b"])
}

resource "terraform_data" "s115" {
  input = one([])
}

resource "terraform_data" "s116" {
  input = one(["x"])
}

resource "terraform_data" "s117" {
  input = one(toset([]))
}

resource "terraform_data" "s118" {
  input = range(3)
}

resource "terraform_data" "s119" {
  input = range(5, 1)
}

resource "terraform_data" "s120" {
  input = range(1, 4, 0.5)
}

resource "terraform_data" "s121" {
  input = range(0, 10, 3)
}

resource "terraform_data" "s122" {
  input = sum([1, 2.5, "3"])
}

resource "terraform_data" "s123" {
  input = sum([0.1, 0.2])
}

resource "terraform_data" "s124" {
  input = alltrue([])
}

resource "terraform_data" "s125" {
  input = alltrue(["true", true])
}

resource "terraform_data" "s126" {
  input = anytrue([])
}

resource "terraform_data" "s127" {
  input = anytrue([false, "true"])
}

resource "terraform_data" "s128" {
  input = values({ b = 1, a = 2 })
}

resource "terraform_data" "s129" {
  input = log(16, 2)
}

resource "terraform_data" "s130" {
  input = pow(10, 30)
}

resource "terraform_data" "s131" {
  input = pow(2.5, 2)
}

resource "terraform_data" "s133" {
  input = parseint("-0", 10)
}

resource "terraform_data" "s134" {
  input = base64encode("é")
}

resource "terraform_data" "s135" {
  input = base64encode("e\u0301")
}

resource "terraform_data" "s136" {
  input = base64decode("ZcyB")
}

resource "terraform_data" "s137" {
  input = base64gzip("test")
}

resource "terraform_data" "s138" {
  input = base64sha256("é")
}

resource "terraform_data" "s139" {
  input = base64sha512("a")
}

resource "terraform_data" "s140" {
  input = md5("e\u0301")
}

resource "terraform_data" "s141" {
  input = sha1("é")
}

resource "terraform_data" "s142" {
  input = sha512("")
}

resource "terraform_data" "s143" {
  input = filebase64sha256("x.txt")
}

resource "terraform_data" "s144" {
  input = urlencode("a b/é?&=+~")
}

resource "terraform_data" "s145" {
  input = jsonencode("<a>&\u2028")
}

resource "terraform_data" "s146" {
  input = jsonencode({ b = [1, null, true], a = "x" })
}

resource "terraform_data" "s147" {
  input = jsonencode(toset(["b", "a"]))
}

resource "terraform_data" "s148" {
  input = jsondecode("{\"a\":{\"b\":[1,\"x\",null]}}")
}

resource "terraform_data" "s149" {
  input = jsondecode("\"\\ud83d\\ude00\"")
}

resource "terraform_data" "s150" {
  input = yamlencode({ a = [1, "x", null], b = "true", c = "1", "d e" = { f = [] } })
}

resource "terraform_data" "s151" {
  input = yamlencode("multi\nline\n")
}

resource "terraform_data" "s152" {
  input = yamlencode("")
}

resource "terraform_data" "s153" {
  input = yamlencode([{ a = 1 }, {}])
}

resource "terraform_data" "s154" {
  input = yamldecode("a: &x [1, 2]\nb: *x\n")
}

resource "terraform_data" "s155" {
  input = yamldecode("a: 0o17\nb: 0x1F\nc: 1_000\nd: ~\ne: yes\nf: .inf\n" == "" ? "a: 1" : "a: 0o17\nb: 0x1F\nd: ~\ne: yes\n")
}

resource "terraform_data" "s156" {
  input = yamldecode("a: !!str 1\nb: !!int \"2\"\n")
}

resource "terraform_data" "s157" {
  input = yamldecode("? a\n: b\n")
}

resource "terraform_data" "s158" {
  input = yamldecode("- |\n  x\n  y\n- >-\n  x\n  y\n")
}

resource "terraform_data" "s159" {
  input = yamldecode("<<: {a: 1}\nb: 2\n")
}

resource "terraform_data" "s160" {
  input = yamldecode("2001-12-14")
}

resource "terraform_data" "s161" {
  input = csvdecode("a,b\n1,\"x, y\"\n2,\n")
}

resource "terraform_data" "s162" {
  input = textencodebase64("é", "UTF-16LE")
}

resource "terraform_data" "s163" {
  input = textdecodebase64("6QA=", "UTF-16LE")
}

resource "terraform_data" "s164" {
  input = cidrhost("10.0.0.0/8", 5)
}

resource "terraform_data" "s165" {
  input = cidrhost("10.0.0.0/8", -2)
}

resource "terraform_data" "s166" {
  input = cidrhost("::ffff:10.0.0.0/104", 5)
}

resource "terraform_data" "s167" {
  input = cidrhost("fd00::/8", 258)
}

resource "terraform_data" "s168" {
  input = cidrnetmask("10.0.0.0/12")
}

resource "terraform_data" "s169" {
  input = cidrsubnet("10.0.0.0/8", 8, 255)
}

resource "terraform_data" "s170" {
  input = cidrsubnet("::ffff:10.0.0.0/104", 8, 2)
}

resource "terraform_data" "s171" {
  input = cidrsubnet("fd00:fd12:3456:7890::/56", 16, 162)
}

resource "terraform_data" "s172" {
  input = cidrsubnet("10.1.2.3/16", 4, 2)
}

resource "terraform_data" "s173" {
  input = cidrsubnets("10.0.0.0/16", 4, 4, 8, 4)
}

resource "terraform_data" "s175" {
  input = timeadd("2017-11-22T00:00:00Z", "10m")
}

resource "terraform_data" "s176" {
  input = timeadd("2017-11-22T00:00:00+02:00", "-1h30m0.5s")
}

resource "terraform_data" "s177" {
  input = timecmp("2017-11-22T00:00:00Z", "2017-11-22T01:00:00+01:00")
}

resource "terraform_data" "s178" {
  input = formatdate("DD MMM YYYY hh:mm ZZZ", "2018-01-02T23:12:01Z")
}

resource "terraform_data" "s179" {
  input = formatdate("EEEE, DD-MMM-YY hh:mm:ss ZZZ", "2018-01-02T23:12:01-08:00")
}

resource "terraform_data" "s180" {
  input = formatdate("'it''s' H h HH hh AA aa M MM MMMM D EEE s ss m Z ZZZZ ZZZZZ", "2018-01-02T03:02:01+05:30")
}

resource "terraform_data" "s181" {
  input = basename("a/b/c.txt")
}

resource "terraform_data" "s182" {
  input = dirname("a/b/c.txt")
}

resource "terraform_data" "s183" {
  input = dirname("/")
}

resource "terraform_data" "s184" {
  input = basename("")
}

resource "terraform_data" "s185" {
  input = abspath("/a/../b")
}

resource "terraform_data" "s186" {
  input = pathexpand("a")
}

resource "terraform_data" "s187" {
  input = uuidv5("dns", "example.com")
}

resource "terraform_data" "s188" {
  input = uuidv5("url", "https://example.com/é")
}

resource "terraform_data" "s189" {
  input = templatestring(local.t, { name = "e\u0301" })
}

resource "terraform_data" "s190" {
  input = tobool("true")
}

resource "terraform_data" "s191" {
  input = tonumber("0x10" == "" ? 1 : "16")
}

resource "terraform_data" "s192" {
  input = tonumber("1e3")
}

resource "terraform_data" "s193" {
  input = tonumber(" 1" == "x" ? "1" : "01")
}

resource "terraform_data" "s194" {
  input = tostring(1.50)
}

resource "terraform_data" "s195" {
  input = tostring(true)
}

resource "terraform_data" "s196" {
  input = tolist(["a", 1])
}

resource "terraform_data" "s197" {
  input = toset([1, 1, "1"])
}

resource "terraform_data" "s198" {
  input = tomap({ a = 1, b = "x" })
}

resource "terraform_data" "s199" {
  input = tomap({ a = [1], b = ["x"] })
}

resource "terraform_data" "s200" {
  input = try(jsondecode("{"), "fallback")
}

resource "terraform_data" "s201" {
  input = try(local.o.missing, local.o.a)
}

resource "terraform_data" "s202" {
  input = can(local.o.missing)
}

resource "terraform_data" "s203" {
  input = can(tonumber("a"))
}

resource "terraform_data" "s205" {
  input = nonsensitive(sensitive("x"))
}

resource "terraform_data" "s206" {
  input = issensitive(sensitive("x"))
}

resource "terraform_data" "s207" {
  input = sensitive("x") == "x" ? "y" : "z"
}

resource "terraform_data" "s208" {
  input = ephemeralasnull("a")
}

resource "terraform_data" "s209" {
  input = true ? 1 : "a"
}

resource "terraform_data" "s210" {
  input = false ? [1] : ["a"]
}

resource "terraform_data" "s211" {
  input = true ? { a = 1 } : { b = 2 }
}

resource "terraform_data" "s212" {
  input = true ? null : 1
}

resource "terraform_data" "s213" {
  input = [for k, v in { b = 1, a = 2 } : "${k}${v}"]
}

resource "terraform_data" "s214" {
  input = { for k, v in ["a", "b"] : v => k }
}

resource "terraform_data" "s215" {
  input = { for v in ["a", "b", "a"] : v => upper(v)... }
}

resource "terraform_data" "s216" {
  input = [for v in toset(["b", "a"]) : v]
}

resource "terraform_data" "s217" {
  input = [for i, v in toset(["b", "a"]) : "${i}-${v}"]
}

resource "terraform_data" "s218" {
  input = [for v in [1, 2, 3] : v if v % 2 == 1]
}

resource "terraform_data" "s219" {
  input = { for k, v in { "e\u0301" = 1 } : k => v }["\u00e9"]
}

resource "terraform_data" "s220" {
  input = local.o[*].a
}

resource "terraform_data" "s221" {
  input = null[*]
}

resource "terraform_data" "s222" {
  input = "x"[*]
}

resource "terraform_data" "s223" {
  input = [{ a = [1, 2] }, { a = [3] }][*].a[0]
}

resource "terraform_data" "s224" {
  input = [{ a = { b = 1 } }].*.a.b
}

resource "terraform_data" "s225" {
  input = local.l[*].b.c
}

resource "terraform_data" "s226" {
  input = local.m["k"]
}

resource "terraform_data" "s227" {
  input = local.l.0.b.c
}

resource "terraform_data" "s228" {
  input = local.m.k
}

resource "terraform_data" "s229" {
  input = "%{ for x in [1, 2] ~} ${x} %{ endfor ~} end"
}

resource "terraform_data" "s230" {
  input = "%{ if true }a%{ else }b%{ endif }"
}

resource "terraform_data" "s231" {
  input = "%{ if false ~} a %{~ else ~} b %{~ endif }"
}

resource "terraform_data" "s232" {
  input = "$${a} %%{b} $ % $$ %%"
}

resource "terraform_data" "s233" {
  input = "a${"b${"c"}"}d"
}

resource "terraform_data" "s234" {
  input = "${true}"
}

resource "terraform_data" "s235" {
  input = "${1.50}"
}

resource "terraform_data" "s236" {
  input = "${[1]}" == "" ? 1 : 2
}

resource "terraform_data" "s237" {
  input = "${null == null}"
}

resource "terraform_data" "s238" {
  input = "  ${~ "x" ~}  "
}

resource "terraform_data" "s239" {
  input = "a ${~ 1 ~} b"
}

resource "terraform_data" "s240" {
  input = <<-EOT
    a
      b ${1 + 1}
    c
  EOT
}

resource "terraform_data" "s241" {
  input = -(1 + 2) * 3
}

resource "terraform_data" "s242" {
  input = !true || true
}

resource "terraform_data" "s243" {
  input = 1 + 2 * 3 - 4 / 2 % 3
}

resource "terraform_data" "s244" {
  input = 1 < 2 && 2 <= 2 && 3 > 2 && 3 >= 3
}

resource "terraform_data" "s245" {
  input = "1" == 1
}

resource "terraform_data" "s246" {
  input = 1 == "1"
}

resource "terraform_data" "s247" {
  input = [1] == ["1"]
}

resource "terraform_data" "s248" {
  input = [1] == tolist([1])
}

resource "terraform_data" "s249" {
  input = toset([1]) == toset([1])
}

resource "terraform_data" "s250" {
  input = { a = 1 } == { a = 1 }
}

resource "terraform_data" "s251" {
  input = null == null
}

resource "terraform_data" "s252" {
  input = null == 1
}

resource "terraform_data" "s253" {
  input = "a" != "b"
}

resource "terraform_data" "s254" {
  input = true == "true"
}

resource "terraform_data" "s255" {
  input = 1 == 1.0
}

resource "terraform_data" "s256" {
  input = { "a b" = 1, (local.k) = 2, 3 = 4, true = 5 }
}

resource "terraform_data" "s257" {
  input = { a : 1, b = 2, }
}

resource "terraform_data" "s258" {
  input = [1, 2, 3,]
}

resource "terraform_data" "s259" {
  input = "\t\n\r\"\\\u00e9\U0001F600"
}

resource "terraform_data" "s260" {
  input = provider::terraform::encode_expr({ a = [1, "x", null], "b c" = true })
}

resource "terraform_data" "s261" {
  input = provider::terraform::encode_expr("a\"b${"$"}{c}\n")
}

resource "terraform_data" "s262" {
  input = provider::terraform::encode_expr(123456789012345678901234567890)
}

resource "terraform_data" "s263" {
  input = provider::terraform::decode_tfvars("a = 1\nb = [\"x\"]\n")
}

resource "terraform_data" "s264" {
  input = provider::terraform::encode_tfvars({ b = "x", a = { c = [] } })
}

resource "terraform_data" "s265" {
  input = core::upper("a")
}

resource "terraform_data" "s267" {
  input = fileexists("x.txt")
}

resource "terraform_data" "s268" {
  input = file("x.txt")
}

resource "terraform_data" "s269" {
  input = fileset(".", "*.txt")
}

resource "terraform_data" "s270" {
  input = filemd5("x.txt")
}

resource "terraform_data" "s271" {
  input = filebase64("x.txt")
}

resource "terraform_data" "s272" {
  input = templatefile("t.tpl", { a = ["x", "y"] })
}

resource "terraform_data" "s273" {
  input = startswith("", "")
}

resource "terraform_data" "s274" {
  input = strcontains("", "")
}

resource "terraform_data" "s275" {
  input = replace("", "", "x")
}

resource "terraform_data" "s276" {
  input = replace("ab", "", "-")
}

resource "terraform_data" "s277" {
  input = split("", "")
}

resource "terraform_data" "s278" {
  input = join("", [])
}

resource "terraform_data" "s279" {
  input = substr("", 0, 1)
}

resource "terraform_data" "s280" {
  input = element(tolist(["a"]), 100)
}

resource "terraform_data" "s281" {
  input = keys({})
}

resource "terraform_data" "s282" {
  input = values({})
}

resource "terraform_data" "s283" {
  input = merge()
}

resource "terraform_data" "s284" {
  input = merge({ a = 1 }, null)
}

resource "terraform_data" "s285" {
  input = merge({ a = { b = 1 } }, { a = { c = 2 } })
}

resource "terraform_data" "s286" {
  input = setproduct([], ["a"])
}

resource "terraform_data" "s287" {
  input = flatten([])
}

resource "terraform_data" "s288" {
  input = zipmap([], [])
}

resource "terraform_data" "s289" {
  input = tonumber(null)
}

resource "terraform_data" "s290" {
  input = tostring(null)
}

resource "terraform_data" "s291" {
  input = tolist(null)
}

resource "terraform_data" "s292" {
  input = sum([99999999999999999999999999, 1])
}

resource "terraform_data" "s293" {
  input = min(0.1, 0.10000000000000000000001)
}

resource "terraform_data" "s294" {
  input = 0.1 * 3
}

resource "terraform_data" "s295" {
  input = 1.1 * 1.1
}

resource "terraform_data" "s296" {
  input = 2 / 3
}

resource "terraform_data" "s297" {
  input = -7 % 3
}

resource "terraform_data" "s298" {
  input = 7 % -3
}

resource "terraform_data" "s299" {
  input = 7.5 % 2
}
