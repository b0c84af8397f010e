# SPDX-License-Identifier: Apache-2.0
# Lua, from Debian's source package: an interpreter that allocates, collects, forks and reads. It says the same on the host.
lua - "$1" <<'END'
local path = arg[1]

-- Text: words of a file, counted and sorted.
local file = assert(io.open(path))
local text = file:read("a")
file:close()
local count, words = {}, {}
for word in text:lower():gmatch("%a+") do count[word] = (count[word] or 0) + 1 end
for word in pairs(count) do words[#words + 1] = word end
table.sort(words, function(a, b) return count[a] > count[b] or (count[a] == count[b] and a < b) end)
for i = 1, 8 do print(words[i], count[words[i]]) end

-- Memory: tables that come and go by the ten thousand; what lives is intact.
local kept, sum = {}, 0
for i = 1, 20000 do
  local t = {i, tostring(i), {i * i}}
  if i % 97 == 0 then kept[#kept + 1] = t end
end
collectgarbage()
for _, t in ipairs(kept) do
  assert(t[2] == tostring(t[1]) and t[3][1] == t[1] * t[1])
  sum = sum + t[3][1]
end
print(#kept, sum, collectgarbage("count") < 2048)

-- Arithmetic: integers, floats by software, formats.
print(2 ^ 53, 7 // 2, -7 // 2, 7 % -3, 1 / 3, math.pi, math.sqrt(2), 1e308 * 10, math.maxinteger + 1 == math.mininteger)
print(string.format("%5.2f|%-8s|%08x|%q|%g", 3.14159, "ab", 48879, "a\nb", 1e-7))

-- Coroutines, closures, metatables, errors.
local function primes(n)
  return coroutine.wrap(function()
    local sieve = {}
    for i = 2, n do
      if not sieve[i] then
        coroutine.yield(i)
        for j = i * i, n, i do sieve[j] = true end
      end
    end
  end)
end
local last, found = 0, 0
for p in primes(20000) do last, found = p, found + 1 end
print(found, last)
print(select("#", table.unpack({}, 1, 200)), pcall(error, "an error", 0))
local function depth(n) return n == 0 and 0 or 1 + depth(n - 1) end
print(depth(10000))
print(#string.rep("pagewalk", 100000), string.rep("ab", 3, "-"))

-- Other processes.
local pipe = assert(io.popen("echo from a child; exit 3"))
print(pipe:read("l"), select(3, pipe:close()))
print(os.execute("exit 5"))
END
echo $?
