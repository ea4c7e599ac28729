resource "terraform_data" "e0" {
  input = abs(-0)
}

resource "terraform_data" "e1" {
  input = abs("-12.5")
}

resource "terraform_data" "e2" {
  input = ceil(-1.5)
}

resource "terraform_data" "e3" {
  input = ceil("4.2")
}

resource "terraform_data" "e4" {
  input = floor(-1.5)
}

resource "terraform_data" "e5" {
  input = floor(12345678901234567890.5)
}

resource "terraform_data" "e6" {
  input = log(1000,10)
}

resource "terraform_data" "e7" {
  input = log(8,2)
}

resource "terraform_data" "e8" {
  input = log(50,10)
}

resource "terraform_data" "e9" {
  input = pow(2,100)
}

resource "terraform_data" "e10" {
  input = pow(2,-1)
}

resource "terraform_data" "e11" {
  input = pow(0,0)
}

resource "terraform_data" "e12" {
  input = pow(2,0.5)
}

resource "terraform_data" "e14" {
  input = signum(0)
}

resource "terraform_data" "e15" {
  input = max([1,2,3]...)
}

resource "terraform_data" "e16" {
  input = max("3",2)
}

resource "terraform_data" "e17" {
  input = min(1,null == null ? 0 : 1)
}

resource "terraform_data" "e18" {
  input = parseint("ff",16)
}

resource "terraform_data" "e19" {
  input = parseint("-FF",16)
}

resource "terraform_data" "e20" {
  input = parseint("0b", 12)
}

resource "terraform_data" "e21" {
  input = parseint("zZ",62)
}

resource "terraform_data" "e22" {
  input = parseint("777",8)
}

resource "terraform_data" "e23" {
  input = parseint("123456789012345678901234567890",10)
}

resource "terraform_data" "e24" {
  input = 1/3
}

resource "terraform_data" "e25" {
  input = 10%3
}

resource "terraform_data" "e26" {
  input = -10%3
}

resource "terraform_data" "e27" {
  input = 10%-3
}

resource "terraform_data" "e28" {
  input = 5.5%2
}

resource "terraform_data" "e29" {
  input = 1e3
}

resource "terraform_data" "e30" {
  input = 1E-2
}

resource "terraform_data" "e31" {
  input = 0.1+0.2
}

resource "terraform_data" "e32" {
  input = 1e100
}

resource "terraform_data" "e33" {
  input = 123456789.123456789*1000000000
}

resource "terraform_data" "e34" {
  input = "${1e21}"
}

resource "terraform_data" "e35" {
  input = "${1/3}"
}

resource "terraform_data" "e36" {
  input = "${100000000000000000000000}"
}

resource "terraform_data" "e37" {
  input = "${0.0000001}"
}

resource "terraform_data" "e38" {
  input = tostring(1e-10)
}

resource "terraform_data" "e39" {
  input = tostring(2.50)
}

resource "terraform_data" "e40" {
  input = jsonencode(1e21)
}

resource "terraform_data" "e41" {
  input = jsonencode(0.1+0.2)
}

resource "terraform_data" "e42" {
  input = jsonencode(1/3)
}

resource "terraform_data" "e43" {
  input = jsonencode("a<b>&c")
}

resource "terraform_data" "e44" {
  input = jsonencode("\u2028 é \u0001")
}

resource "terraform_data" "e45" {
  input = jsonencode({b=1,a=[true,null,"x"]})
}

resource "terraform_data" "e46" {
  input = jsonencode(toset(["b","a"]))
}

resource "terraform_data" "e47" {
  input = jsonencode([1,"1",true])
}

resource "terraform_data" "e48" {
  input = jsondecode("[1,2.50,1e3,null,true]")
}

resource "terraform_data" "e49" {
  input = jsondecode("\"\\u00e9\"")
}

resource "terraform_data" "e50" {
  input = jsondecode("{\"a\":{\"b\":[]}}")
}

resource "terraform_data" "e51" {
  input = yamlencode({a=1,b=[1,"x",true,null],c={d="multi\nline"}})
}

resource "terraform_data" "e52" {
  input = yamlencode("yes")
}

resource "terraform_data" "e53" {
  input = yamlencode(["1","true","null","~","1.0","0x10","2020-01-01"])
}

resource "terraform_data" "e54" {
  input = yamlencode({})
}

resource "terraform_data" "e55" {
  input = yamlencode([])
}

resource "terraform_data" "e56" {
  input = yamlencode({a={},b=[]})
}

resource "terraform_data" "e57" {
  input = yamlencode("trailing space ")
}

resource "terraform_data" "e58" {
  input = yamlencode("a: b")
}

resource "terraform_data" "e59" {
  input = yamlencode("# c")
}

resource "terraform_data" "e60" {
  input = yamlencode("é")
}

resource "terraform_data" "e61" {
  input = yamldecode("a: 1\nb: [x, y]\nc: ~")
}

resource "terraform_data" "e62" {
  input = yamldecode("- 0x1F\n- 0o17\n- 1_000\n- .5\n- 1e3\n- yes\n- 'yes'\n- 2020-01-01")
}

resource "terraform_data" "e63" {
  input = yamldecode("a: &x {k: v}\nb: *x")
}

resource "terraform_data" "e64" {
  input = yamldecode("a: |\n  l1\n  l2\n")
}

resource "terraform_data" "e65" {
  input = yamldecode("a: >-\n  l1\n  l2\n\n  l3\n")
}

resource "terraform_data" "e66" {
  input = yamldecode("!!str 12")
}

resource "terraform_data" "e67" {
  input = yamldecode("\"a\\tb\"")
}

resource "terraform_data" "e68" {
  input = yamldecode("null")
}

resource "terraform_data" "e69" {
  input = yamldecode("1: a\ntrue: b")
}

resource "terraform_data" "e70" {
  input = csvdecode("a,b\n1,2\n3,\"x,y\"\n")
}

resource "terraform_data" "e71" {
  input = csvdecode("a,b\n\"q\"\"q\",z")
}

resource "terraform_data" "e72" {
  input = csvdecode("a\n")
}

resource "terraform_data" "e73" {
  input = base64encode("héllo")
}

resource "terraform_data" "e74" {
  input = base64decode("aGk=")
}

resource "terraform_data" "e75" {
  input = base64gzip("x") != ""
}

resource "terraform_data" "e76" {
  input = textencodebase64("abc","UTF-16LE")
}

resource "terraform_data" "e77" {
  input = textdecodebase64("YQBiAGMA","UTF-16LE")
}

resource "terraform_data" "e78" {
  input = textencodebase64("é","ISO-8859-1")
}

resource "terraform_data" "e79" {
  input = urlencode("a b&c=d/é~*")
}

resource "terraform_data" "e80" {
  input = md5("x")
}

resource "terraform_data" "e81" {
  input = sha1("x")
}

resource "terraform_data" "e82" {
  input = sha256("é")
}

resource "terraform_data" "e83" {
  input = sha512("")
}

resource "terraform_data" "e84" {
  input = base64sha256("x")
}

resource "terraform_data" "e85" {
  input = base64sha512("x")
}

resource "terraform_data" "e86" {
  input = filebase64sha256("main.tf") != ""
}

resource "terraform_data" "e87" {
  input = uuidv5("dns","example.com")
}

resource "terraform_data" "e88" {
  input = uuidv5("url","http://x")
}

resource "terraform_data" "e89" {
  input = uuidv5("6ba7b810-9dad-11d1-80b4-00c04fd430c8","x")
}

resource "terraform_data" "e90" {
  input = upper("straße")
}

resource "terraform_data" "e91" {
  input = lower("ÀÉ")
}

resource "terraform_data" "e92" {
  input = title("hello wORLD foo-bar")
}

resource "terraform_data" "e93" {
  input = title("it's o'neil")
}

resource "terraform_data" "e94" {
  input = trimspace(" \t\n x \u00a0")
}

resource "terraform_data" "e95" {
  input = trim("?!hello?!","!?")
}

resource "terraform_data" "e96" {
  input = trimprefix("helloworld","hello")
}

resource "terraform_data" "e97" {
  input = trimsuffix("helloworld","world")
}

resource "terraform_data" "e98" {
  input = chomp("x\r\n\n")
}

resource "terraform_data" "e99" {
  input = indent(2,"a\nb\n\nc")
}

resource "terraform_data" "e100" {
  input = join(",",["a",1,true])
}

resource "terraform_data" "e101" {
  input = join("-",toset(["b","a"]))
}

resource "terraform_data" "e102" {
  input = join(",",["a"],["b","c"])
}

resource "terraform_data" "e103" {
  input = join(",",[])
}

resource "terraform_data" "e104" {
  input = split(",","")
}

resource "terraform_data" "e105" {
  input = split("","abc")
}

resource "terraform_data" "e106" {
  input = split(",","a,b,,c")
}

resource "terraform_data" "e107" {
  input = replace("hello","l","L")
}

resource "terraform_data" "e108" {
  input = replace("a.b.c",".","-")
}

resource "terraform_data" "e109" {
  input = replace("abc","/[ab]/","<$0>")
}

resource "terraform_data" "e110" {
  input = replace("abc123","/([a-z]+)(\\d+)/","$2$1")
}

resource "terraform_data" "e111" {
  input = replace("abc","/(?P<x>b)/","[$${x}]")
}

resource "terraform_data" "e112" {
  input = replace("abc","//","-")
}

resource "terraform_data" "e113" {
  input = regex("[a-z]+","123abc456")
}

resource "terraform_data" "e114" {
  input = regex("(\\d)(\\d)","a12")
}

resource "terraform_data" "e115" {
  input = regex("(?P<y>\\d{4})-(?P<m>\\d\\d)","2020-12")
}

resource "terraform_data" "e116" {
  input = regex("^$","")
}

resource "terraform_data" "e117" {
  input = regexall("[a-z]","1a2b")
}

resource "terraform_data" "e118" {
  input = regexall("(a)(b)?","ab a")
}

resource "terraform_data" "e119" {
  input = regexall("x","y")
}

resource "terraform_data" "e120" {
  input = substr("hello",1,3)
}

resource "terraform_data" "e121" {
  input = substr("hello",-3,2)
}

resource "terraform_data" "e122" {
  input = substr("hello",0,-1)
}

resource "terraform_data" "e123" {
  input = substr("héllo",1,1)
}

resource "terraform_data" "e124" {
  input = substr("hello",10,1)
}

resource "terraform_data" "e125" {
  input = substr("👨‍👩‍👧abc",0,1)
}

resource "terraform_data" "e126" {
  input = strrev("héllo")
}

resource "terraform_data" "e127" {
  input = strrev("e\u0301x")
}

resource "terraform_data" "e128" {
  input = length("👨‍👩‍👧")
}

resource "terraform_data" "e129" {
  input = length("e\u0301")
}

resource "terraform_data" "e130" {
  input = length({a=1})
}

resource "terraform_data" "e131" {
  input = length([])
}

resource "terraform_data" "e132" {
  input = length(toset(["a","a"]))
}

resource "terraform_data" "e133" {
  input = format("%s %d %5.2f %q %v %%","a",3,2.5,"q",[1,"x"])
}

resource "terraform_data" "e134" {
  input = format("%05d|%-5s|%+d|%x|%X|%o|%b",42,"ab",3,255,255,8,5)
}

resource "terraform_data" "e135" {
  input = format("%e",12345.678)
}

resource "terraform_data" "e136" {
  input = format("%g",0.00001)
}

resource "terraform_data" "e137" {
  input = format("%g",100000000)
}

resource "terraform_data" "e138" {
  input = format("%t",true)
}

resource "terraform_data" "e139" {
  input = format("%#v",{a="x"})
}

resource "terraform_data" "e141" {
  input = format("%s",1.5)
}

resource "terraform_data" "e142" {
  input = format("%s",true)
}

resource "terraform_data" "e143" {
  input = format("%[2]s %[1]s","a","b")
}

resource "terraform_data" "e145" {
  input = format("%.3s","abcdef")
}

resource "terraform_data" "e146" {
  input = format("%10.3f|",3.14159)
}

resource "terraform_data" "e148" {
  input = format("%q","é\n\"")
}

resource "terraform_data" "e149" {
  input = format("%v",{b=1,a=[]})
}

resource "terraform_data" "e150" {
  input = format("%d",1e20)
}

resource "terraform_data" "e151" {
  input = format("%3d%%",50)
}

resource "terraform_data" "e152" {
  input = format("% d",5)
}

resource "terraform_data" "e153" {
  input = format("%08.3f",3.14159)
}

resource "terraform_data" "e154" {
  input = format("%-8s|","é")
}

resource "terraform_data" "e155" {
  input = formatlist("%s-%s",["a","b"],"x")
}

resource "terraform_data" "e156" {
  input = formatlist("%s=%d",["a","b"],[1,2])
}

resource "terraform_data" "e157" {
  input = formatlist("x%s",[])
}

resource "terraform_data" "e158" {
  input = formatlist("%s",toset(["b","a"]))
}

resource "terraform_data" "e159" {
  input = startswith("hello","he")
}

resource "terraform_data" "e160" {
  input = endswith("hello","lo")
}

resource "terraform_data" "e161" {
  input = strcontains("hello","ell")
}

resource "terraform_data" "e163" {
  input = coalesce("",null,"x")
}

resource "terraform_data" "e164" {
  input = coalesce(1,"a")
}

resource "terraform_data" "e165" {
  input = coalescelist([],[1])
}

resource "terraform_data" "e166" {
  input = coalescelist([],["a"],["b"])
}

resource "terraform_data" "e167" {
  input = compact(["a","",null,"b"])
}

resource "terraform_data" "e168" {
  input = concat([1],["a"],[true])
}

resource "terraform_data" "e169" {
  input = concat([],[])
}

resource "terraform_data" "e170" {
  input = contains(["a","b"],"a")
}

resource "terraform_data" "e171" {
  input = contains([1,2],"1")
}

resource "terraform_data" "e172" {
  input = contains(toset(["1"]),1)
}

resource "terraform_data" "e173" {
  input = distinct(["a","b","a"])
}

resource "terraform_data" "e174" {
  input = distinct([1,"1"])
}

resource "terraform_data" "e175" {
  input = element(["a","b","c"],5)
}

resource "terraform_data" "e177" {
  input = flatten([[1,[2]],[],[[3,[4]]]])
}

resource "terraform_data" "e178" {
  input = flatten([{a=[1]}])
}

resource "terraform_data" "e179" {
  input = flatten([toset(["b","a"]),["c"]])
}

resource "terraform_data" "e180" {
  input = index(["a","b"],"b")
}

resource "terraform_data" "e181" {
  input = keys({b=1,a=2})
}

resource "terraform_data" "e182" {
  input = values({b=1,a="x"})
}

resource "terraform_data" "e183" {
  input = lookup({a=1},"b",9)
}

resource "terraform_data" "e184" {
  input = lookup({a="x"},"a","y")
}

resource "terraform_data" "e185" {
  input = lookup({a="x"},"z","d")
}

resource "terraform_data" "e186" {
  input = matchkeys(["a","b","c"],["x","y","x"],["x"])
}

resource "terraform_data" "e187" {
  input = merge({a=1},{b="x"},{a=null})
}

resource "terraform_data" "e188" {
  input = merge({a={b=1}},{a={c=2}})
}

resource "terraform_data" "e189" {
  input = merge(null,{a=1})
}

resource "terraform_data" "e190" {
  input = merge()
}

resource "terraform_data" "e191" {
  input = merge({a="1"},tomap({b=2}))
}

resource "terraform_data" "e192" {
  input = one([])
}

resource "terraform_data" "e193" {
  input = one([5])
}

resource "terraform_data" "e194" {
  input = one(toset(["x"]))
}

resource "terraform_data" "e195" {
  input = range(3)
}

resource "terraform_data" "e196" {
  input = range(1,4)
}

resource "terraform_data" "e197" {
  input = range(1,10,3)
}

resource "terraform_data" "e198" {
  input = range(5,1)
}

resource "terraform_data" "e199" {
  input = range(5,1,-2)
}

resource "terraform_data" "e200" {
  input = range(0,1,0.25)
}

resource "terraform_data" "e201" {
  input = range(0)
}

resource "terraform_data" "e202" {
  input = reverse([1,"a",true])
}

resource "terraform_data" "e203" {
  input = setintersection(["a","b"],["b","c"])
}

resource "terraform_data" "e204" {
  input = setproduct(["a","b"],[1,2])
}

resource "terraform_data" "e205" {
  input = setproduct(["a"],[])
}

resource "terraform_data" "e206" {
  input = setproduct(toset(["a"]),toset(["x","y"]))
}

resource "terraform_data" "e207" {
  input = setsubtract(["a","b"],["b"])
}

resource "terraform_data" "e208" {
  input = setunion(["a"],["b"],["a"])
}

resource "terraform_data" "e209" {
  input = setunion([1],["a"])
}

resource "terraform_data" "e210" {
  input = slice(["a","b","c"],1,3)
}

resource "terraform_data" "e211" {
  input = slice(["a"],1,1)
}

resource "terraform_data" "e212" {
  input = sort(["b","a","C","1","é"])
}

resource "terraform_data" "e213" {
  input = sort([10,9,1])
}

resource "terraform_data" "e214" {
  input = sum([1,2.5,"3"])
}

resource "terraform_data" "e215" {
  input = sum([0.1,0.2])
}

resource "terraform_data" "e216" {
  input = transpose({a=["1","2"],b=["2"]})
}

resource "terraform_data" "e217" {
  input = zipmap(["a","b"],[1,"x"])
}

resource "terraform_data" "e218" {
  input = zipmap([],[])
}

resource "terraform_data" "e219" {
  input = alltrue([true,"true"])
}

resource "terraform_data" "e220" {
  input = alltrue([])
}

resource "terraform_data" "e221" {
  input = anytrue([false])
}

resource "terraform_data" "e222" {
  input = anytrue([])
}

resource "terraform_data" "e223" {
  input = chunklist(["a","b","c"],2)
}

resource "terraform_data" "e224" {
  input = chunklist([1],0)
}

resource "terraform_data" "e225" {
  input = can(regex("x","y"))
}

resource "terraform_data" "e226" {
  input = can(tonumber("a"))
}

resource "terraform_data" "e227" {
  input = try(tonumber("a"),"fallback")
}

resource "terraform_data" "e228" {
  input = try({a=1}.b,null)
}

resource "terraform_data" "e229" {
  input = try([1][5],"none")
}

resource "terraform_data" "e230" {
  input = nonsensitive("x")
}

resource "terraform_data" "e231" {
  input = issensitive("x")
}

resource "terraform_data" "e232" {
  input = issensitive(sensitive("x"))
}

resource "terraform_data" "e233" {
  input = tobool("true")
}

resource "terraform_data" "e234" {
  input = tobool(null)
}

resource "terraform_data" "e235" {
  input = tonumber("1e3")
}

resource "terraform_data" "e239" {
  input = tonumber("-0.50")
}

resource "terraform_data" "e240" {
  input = tonumber("+5")
}

resource "terraform_data" "e241" {
  input = tonumber(".5")
}

resource "terraform_data" "e242" {
  input = tonumber("5.")
}

resource "terraform_data" "e243" {
  input = tostring(true)
}

resource "terraform_data" "e244" {
  input = tostring(null)
}

resource "terraform_data" "e245" {
  input = tolist(["a",1])
}

resource "terraform_data" "e246" {
  input = tolist(toset(["b","a"]))
}

resource "terraform_data" "e247" {
  input = toset([1,"1",true])
}

resource "terraform_data" "e248" {
  input = tomap({a=1,b="x"})
}

resource "terraform_data" "e252" {
  input = timeadd("2020-01-01T00:00:00Z","10m")
}

resource "terraform_data" "e253" {
  input = timeadd("2020-01-01T00:00:00+02:00","-1h30m")
}

resource "terraform_data" "e254" {
  input = timeadd("2020-02-28T23:59:59.5Z","1s")
}

resource "terraform_data" "e255" {
  input = timecmp("2020-01-01T00:00:00Z","2020-01-01T01:00:00+01:00")
}

resource "terraform_data" "e256" {
  input = formatdate("DD MMM YYYY hh:mm ZZZ","2018-01-02T23:12:01Z")
}

resource "terraform_data" "e257" {
  input = formatdate("EEEE, DD-MMM-YY hh:mm:ss ZZZ","2018-01-02T23:12:01Z")
}

resource "terraform_data" "e258" {
  input = formatdate("h'h' m s AA aa","2018-01-02T23:02:01-08:00")
}

resource "terraform_data" "e259" {
  input = formatdate("YYYY-MM-DD'T'hh:mm:ssZ","2018-01-02T23:12:01-08:30")
}

resource "terraform_data" "e260" {
  input = formatdate("M D H HH mm 'it''s' ZZZZZ","2018-01-02T23:12:01Z")
}

resource "terraform_data" "e261" {
  input = cidrhost("10.0.0.0/8",5)
}

resource "terraform_data" "e262" {
  input = cidrhost("10.0.0.0/24",-1)
}

resource "terraform_data" "e263" {
  input = cidrhost("fd00::/64",255)
}

resource "terraform_data" "e264" {
  input = cidrnetmask("172.16.0.0/12")
}

resource "terraform_data" "e265" {
  input = cidrsubnet("10.0.0.0/16",8,2)
}

resource "terraform_data" "e266" {
  input = cidrsubnet("fd00::/48",16,162)
}

resource "terraform_data" "e267" {
  input = cidrsubnet("10.0.0.5/16",4,15)
}

resource "terraform_data" "e268" {
  input = cidrsubnets("10.1.0.0/16",4,4,8,4)
}

resource "terraform_data" "e269" {
  input = cidrsubnets("fd00:fd12:3456:7890::/56",16,16,16,32)
}

resource "terraform_data" "e270" {
  input = basename("a/b/c.txt")
}

resource "terraform_data" "e271" {
  input = basename("a/b/")
}

resource "terraform_data" "e272" {
  input = dirname("a/b/c.txt")
}

resource "terraform_data" "e273" {
  input = dirname("c")
}

resource "terraform_data" "e274" {
  input = dirname("/")
}

resource "terraform_data" "e275" {
  input = pathexpand("x")
}

resource "terraform_data" "e276" {
  input = fileexists("main.tf")
}

resource "terraform_data" "e277" {
  input = fileset(".","*.tf")
}

resource "terraform_data" "e278" {
  input = ephemeralasnull("x")
}

resource "terraform_data" "e283" {
  input = "a" == "a" && 1 < 2
}

resource "terraform_data" "e284" {
  input = 1 == "1"
}

resource "terraform_data" "e285" {
  input = [1] == [1]
}

resource "terraform_data" "e286" {
  input = {a=1} == {a=1}
}

resource "terraform_data" "e287" {
  input = {a=1} == tomap({a=1})
}

resource "terraform_data" "e288" {
  input = tolist([1]) == [1]
}

resource "terraform_data" "e289" {
  input = null == null
}

resource "terraform_data" "e290" {
  input = "a" != null
}

resource "terraform_data" "e291" {
  input = !("true")
}

resource "terraform_data" "e292" {
  input = -"5"
}

resource "terraform_data" "e293" {
  input = "5" * "2"
}

resource "terraform_data" "e294" {
  input = true ? 1 : "a"
}

resource "terraform_data" "e295" {
  input = true ? [1] : ["a",true]
}

resource "terraform_data" "e296" {
  input = true ? {a=1} : {b=2}
}

resource "terraform_data" "e297" {
  input = false ? {a=1} : {}
}

resource "terraform_data" "e298" {
  input = true ? null : 1
}

resource "terraform_data" "e299" {
  input = false ? tolist(["a"]) : []
}

resource "terraform_data" "e300" {
  input = true ? ["a"] : toset(["b"])
}

resource "terraform_data" "e301" {
  input = [for i,v in ["a","b"] : "${i}${v}"]
}

resource "terraform_data" "e302" {
  input = {for k,v in {a=1,b=2} : v => k...}
}

resource "terraform_data" "e303" {
  input = {for s in ["a","b","a"] : s => upper(s)...}
}

resource "terraform_data" "e304" {
  input = [for k,v in {b=1,a=2} : k]
}

resource "terraform_data" "e305" {
  input = [for s in toset(["b","a"]) : s]
}

resource "terraform_data" "e306" {
  input = {for i,s in ["a","b"] : i => s}
}

resource "terraform_data" "e307" {
  input = [for v in [1,2,3] : v if v > 1]
}

resource "terraform_data" "e308" {
  input = [for x in [] : x]
}

resource "terraform_data" "e309" {
  input = {for x in [] : x => x}
}

resource "terraform_data" "e310" {
  input = [{a=1},{a=2}][*].a
}

resource "terraform_data" "e311" {
  input = {a=1}[*].a
}

resource "terraform_data" "e312" {
  input = null[*]
}

resource "terraform_data" "e313" {
  input = "x"[*]
}

resource "terraform_data" "e314" {
  input = [[{b=1}]][0][*].b
}

resource "terraform_data" "e315" {
  input = [{a=[1,2]},{a=[3]}].*.a
}

resource "terraform_data" "e316" {
  input = [{a=[1,2]},{a=[3]}].*.a[0]
}

resource "terraform_data" "e317" {
  input = [{a=[1,2]},{a=[3]}][*].a[0]
}

resource "terraform_data" "e318" {
  input = "${[1,2][0]}"
}

resource "terraform_data" "e319" {
  input = "%{ if true }yes%{ else }no%{ endif }"
}

resource "terraform_data" "e320" {
  input = "%{ for x in ["a","b"] ~} ${x} %{ endfor ~} end"
}

resource "terraform_data" "e321" {
  input = "a ${ "b" ~} c"
}

resource "terraform_data" "e322" {
  input = "$${x} %%{y}"
}

resource "terraform_data" "e323" {
  input = "${true}"
}

resource "terraform_data" "e324" {
  input = "${{a=1}.a}"
}

resource "terraform_data" "e325" {
  input = "\u00e9\U0001F600"
}

resource "terraform_data" "e326" {
  input = {"a b" = 1, c : 2}
}

resource "terraform_data" "e327" {
  input = {(upper("x")) = 1}
}

resource "terraform_data" "e328" {
  input = {"${"x"}y" = 1}
}

resource "terraform_data" "e329" {
  input = {a = 1, "b" = 2}["b"]
}

resource "terraform_data" "e330" {
  input = [1,2,3,][1]
}

resource "terraform_data" "e331" {
  input = ["a","b"]["1"]
}

resource "terraform_data" "e332" {
  input = { "1" = "x" }[1]
}

resource "terraform_data" "e333" {
  input = (1 + 2) * 3
}

resource "terraform_data" "e334" {
  input = 1 + 2 * 3 - 4 / 2
}

resource "terraform_data" "e335" {
  input = !true || true
}

resource "terraform_data" "e336" {
  input = true && !false
}

resource "terraform_data" "e337" {
  input = 5 >= 5.0
}

resource "terraform_data" "e338" {
  input = "b" == "B"
}

resource "terraform_data" "e339" {
  input = -(-3)
}

resource "terraform_data" "e340" {
  input = 1 - -1
}

resource "terraform_data" "e341" {
  input = jsonencode(null)
}

resource "terraform_data" "e342" {
  input = jsonencode(tomap({}))
}

resource "terraform_data" "e343" {
  input = tostring(1.0)
}

resource "terraform_data" "e344" {
  input = tostring(100)
}

resource "terraform_data" "e345" {
  input = tostring(1e6)
}

resource "terraform_data" "e346" {
  input = tostring(123456789012345678)
}

resource "terraform_data" "e347" {
  input = 1.0 == 1
}

resource "terraform_data" "e348" {
  input = 9007199254740993
}

resource "terraform_data" "e349" {
  input = 9007199254740993 + 1
}

resource "terraform_data" "e350" {
  input = 0.1 * 3
}

resource "terraform_data" "e351" {
  input = 1.1 + 2.2
}

resource "terraform_data" "e352" {
  input = pow(10, 20)
}

resource "terraform_data" "e353" {
  input = pow(1.5, 2)
}

resource "terraform_data" "e354" {
  input = floor(-0.5)
}

resource "terraform_data" "e355" {
  input = ceil(-0.5)
}

resource "terraform_data" "e356" {
  input = log(0.5, 2)
}

resource "terraform_data" "e357" {
  input = 2.0
}

resource "terraform_data" "e359" {
  input = base64encode(1)
}

resource "terraform_data" "e360" {
  input = upper(true)
}

resource "terraform_data" "e361" {
  input = length(join("", [1,2]))
}

resource "terraform_data" "e362" {
  input = coalesce(null, false)
}

resource "terraform_data" "e363" {
  input = coalesce(false, true)
}

resource "terraform_data" "e364" {
  input = compact([1, "", "b"])
}

resource "terraform_data" "e367" {
  input = index([1,2],2)
}

resource "terraform_data" "e369" {
  input = lookup({}, "a", null)
}

resource "terraform_data" "e371" {
  input = keys(tomap({}))
}

resource "terraform_data" "e372" {
  input = values({})
}

resource "terraform_data" "e373" {
  input = merge({}, {})
}

resource "terraform_data" "e374" {
  input = distinct([])
}

resource "terraform_data" "e375" {
  input = flatten([])
}

resource "terraform_data" "e376" {
  input = flatten([[null]])
}

resource "terraform_data" "e377" {
  input = sort([])
}

resource "terraform_data" "e378" {
  input = join(", ", [for x in [1,2] : x * 2])
}

resource "terraform_data" "e380" {
  input = format("%d", "12")
}

resource "terraform_data" "e382" {
  input = format("%v", "x")
}

resource "terraform_data" "e383" {
  input = format("%#x", 255)
}

resource "terraform_data" "e385" {
  input = format("%6.2f|%-6.1f|", 1.005, 2.25)
}

resource "terraform_data" "e386" {
  input = format("%.0f", 0.5)
}

resource "terraform_data" "e387" {
  input = format("%.0f", 1.5)
}

resource "terraform_data" "e388" {
  input = format("%.2e", 0)
}

resource "terraform_data" "e389" {
  input = format("%G", 1e-7)
}

resource "terraform_data" "e390" {
  input = format("%v", 1e21)
}

resource "terraform_data" "e391" {
  input = format("%v", 0.1)
}

resource "terraform_data" "e392" {
  input = format("%s", 1e21)
}

resource "terraform_data" "e393" {
  input = format("%10s|%-10s|", "é", "日本")
}

resource "terraform_data" "e394" {
  input = format("%5q", "a")
}

resource "terraform_data" "e395" {
  input = format("%t", "true")
}

